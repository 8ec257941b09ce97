import { RE2JS } from 're2js';

interface SafeMatch extends Array<string> {
  index: number;
}

/**
 * Stands in for RegExp inside JSONata. RE2 runs in linear time, so that no pattern can hang a worker; in exchange it
 * knows neither look-around nor back-references, which are refused when the mapping is loaded.
 */
export class SafeRegex {
  lastIndex = 0;
  readonly #compiled: RE2JS;
  /** Of the text that was searched last: to make one takes as long as to read the text, and a text may hold many matches. */
  #last: { readonly text: string; readonly matcher: ReturnType<RE2JS['matcher']> } | undefined;

  constructor(pattern: RegExp) {
    this.#compiled = compileSafe(pattern);
  }

  exec(text: string): SafeMatch | null {
    if (this.#last?.text !== text) this.#last = { text, matcher: this.#compiled.matcher(text) };
    const { matcher } = this.#last;
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) return null;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '');
    this.lastIndex = matcher.end() > matcher.start() ? matcher.end() : matcher.end() + 1;
    return Object.assign(groups, { index: matcher.start() });
  }
}

/** Throws what RE2 says of a pattern that it does not know. */
export function compileSafe(pattern: RegExp): RE2JS {
  let flags = 0;
  if (pattern.ignoreCase) flags |= RE2JS.CASE_INSENSITIVE;
  if (pattern.multiline) flags |= RE2JS.MULTILINE;
  return RE2JS.compile(pattern.source, flags);
}
