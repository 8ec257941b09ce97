import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DataWaldError } from '../core/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.js';

/** `${env:NAME}`, `${env:NAME:-default}`, `${file:PATH}` inside a text. */
const reference = /\$\{(env|file):([^}]+?)\}/g;

export interface SecretsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Paths of `${file:…}` are relative to it. */
  readonly folder: string;
}

/**
 * Puts secrets in the place of their references, where they are used and nowhere else, and hides them again in every
 * text that leaves the process: errors, logs, notes.
 */
export class Secrets {
  readonly #options: SecretsOptions;
  readonly #values = new Set<string>();

  constructor(options: SecretsOptions) {
    this.#options = options;
  }

  /** The settings with every reference resolved. Throws `Config` that names endpoint, setting and reference. */
  resolve(settings: JsonObject, endpointId: string): JsonObject {
    return this.#resolveIn(settings, `[${endpointId}] settings`) as JsonObject;
  }

  /** One text with its references resolved; `where` names it in errors. */
  resolveText(text: string, where: string): string {
    return this.#resolveText(text, where);
  }

  #resolveIn(value: JsonValue, where: string): JsonValue {
    if (typeof value === 'string') return this.#resolveText(value, where);
    if (Array.isArray(value)) return value.map((element: JsonValue, index) => this.#resolveIn(element, `${where}[${index}]`));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#resolveIn(member, `${where}.${key}`)]));
  }

  #resolveText(text: string, where: string): string {
    return text.replace(reference, (whole, kind: string, name: string) => {
      const found = this.#lookUp(kind, name);
      if (found === undefined) throw new DataWaldError('Config', `${where}: ${whole} has no value. ${missing(kind, name)}`);
      this.#keep(found);
      return found;
    });
  }

  #lookUp(kind: string, name: string): string | undefined {
    if (kind === 'env') {
      const [variable = '', fallback] = name.split(':-', 2);
      return this.#options.env[variable] ?? fallback;
    }
    try {
      return readFileSync(resolve(this.#options.folder, name), 'utf8').trimEnd();
    } catch {
      return undefined;
    }
  }

  /** Addresses and paths are not secret, unless they carry a password. */
  #keep(value: string): void {
    const isPlace = /^(https?:\/\/|\/)[^@]*$/.test(value);
    if (value.length >= 4 && !isPlace) this.#values.add(value);
  }

  /** The text with every secret that was resolved so far replaced. */
  readonly redact = (text: string): string => {
    let hidden = text;
    for (const value of this.#values) hidden = hidden.replaceAll(value, '•••').replaceAll(encodeURIComponent(value), '•••');
    return hidden;
  };

  /** The references in a text or in settings that have no value here and now. */
  unresolved(value: unknown): readonly string[] {
    const references = [...JSON.stringify(value).matchAll(reference)];
    return references.filter(([, kind = '', name = '']) => this.#lookUp(kind, name) === undefined).map(([whole]) => whole);
  }
}

function missing(kind: string, name: string): string {
  return kind === 'env'
    ? `Set the environment variable ${name} where the worker runs.`
    : `The file ${name} cannot be read where the worker runs.`;
}

/** True for a text that holds a reference. */
export function hasReference(value: unknown): boolean {
  return typeof value === 'string' && /\$\{(env|file):/.test(value);
}
