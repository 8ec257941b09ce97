import { z } from 'zod';
import { nearest } from '../core/nearest.js';
import type { Path, Problem, SourceText } from './source-text.js';

type Issue = z.core.$ZodIssue;

export interface Checked {
  readonly source: SourceText;
  /** The schema that was checked, for guesses at what an unknown setting was meant to be. */
  readonly schema: z.ZodType;
  /** Where in the source the checked value is. */
  readonly base: Path;
}

/** What zod found, in people's words and at its place in the file. */
export function schemaProblems(checked: Checked, issues: readonly Issue[]): Problem[] {
  return issues.flatMap((issue) => issueProblems(checked, issue, checked.base));
}

function issueProblems(checked: Checked, issue: Issue, base: Path): Problem[] {
  const { source } = checked;
  const path = [...base, ...issue.path.filter((step) => typeof step !== 'symbol')];
  const name = path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = allowedKeys(checked.schema, path.slice(checked.base.length));
      const allowed = known.length === 0 ? '' : ` There are: ${known.join(', ')}.`;
      return source.problem(path, `${[...path, key].join('.')}: there is no such setting.${meant(key, known) || allowed}`, { key });
    });
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => source.problem(path, `${name}: ${message}`));
  if (issue.code === 'invalid_union') return deepest(issue).flatMap((inner) => issueProblems(checked, inner, path));
  if (issue.code === 'invalid_value') {
    return [
      source.problem(
        path,
        `${name}: ${shown(valueAt(source, path))} is not allowed. Allowed: ${issue.values.join(', ')}.${meant(valueAt(source, path), issue.values.map(String))}`,
      ),
    ];
  }
  return [source.problem(path, `${name}: ${issue.message}${foundAt(source, path)}`)];
}

/** Of a union, the alternative that came nearest: the one whose issues lie deepest, then the fewest. */
function deepest(issue: Issue & { code: 'invalid_union' }): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((inner) => inner.path.length), 0);
  return [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

function valueAt(source: SourceText, path: Path): unknown {
  let value: unknown = source.value;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[String(step)];
  }
  return value;
}

function foundAt(source: SourceText, path: Path): string {
  const value = valueAt(source, path);
  return value === undefined || typeof value === 'object' ? '' : ` (found ${shown(value)})`;
}

function shown(value: unknown): string {
  return typeof value === 'string' && value.includes('${') ? 'a reference' : (JSON.stringify(value) ?? 'nothing');
}

/** "Did you mean …?" where one of the known names is near. */
export function meant(found: unknown, known: readonly string[]): string {
  const guess = typeof found === 'string' ? nearest(found, known) : undefined;
  return guess === undefined ? '' : ` Did you mean ${guess}?`;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The settings that a schema allows at a path. */
function allowedKeys(schema: z.ZodType, path: Path): readonly string[] {
  let places: readonly JsonSchema[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema];
  for (const step of path) places = places.flatMap((place) => alternatives(place)).flatMap((place) => inside(place, step));
  return [...new Set(places.flatMap((place) => alternatives(place)).flatMap((place) => Object.keys(place.properties ?? {})))];
}

function alternatives(place: JsonSchema): readonly JsonSchema[] {
  return place.anyOf ?? [place];
}

function inside(place: JsonSchema, step: string | number): readonly JsonSchema[] {
  const member = place.properties?.[String(step)] ?? (typeof step === 'number' ? place.items : place.additionalProperties);
  return typeof member === 'object' ? [member] : [];
}
