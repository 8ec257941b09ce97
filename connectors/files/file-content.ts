import type { JsonObject, JsonValue } from '../../core/json.js';

/** The bytes of one file, which do not change while it is read. */
export interface FileContent {
  /** The name with its extension, for finding the format; a path is allowed. */
  readonly name: string;
  readonly size: number;
  /** All bytes from `start` on. Fetches no more than is asked for, and about a quarter of a megabyte beyond. */
  read(start: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Where reading goes on. */
export interface Position {
  /** Of the next row's first byte: in the file itself, or in what was made of it (see `Workshop`). */
  readonly byte: number;
  /** How many rows lie before it. */
  readonly row: number;
}

/** One row, or one that cannot be read. Rows are counted from 1; a header and empty lines are not counted. */
export interface FileRow {
  readonly row: number;
  /** Behind it. */
  readonly end: Position;
  readonly content: RowContent;
}

export type RowContent = { readonly record: JsonObject } | { readonly problem: RowProblem };

export interface RowProblem {
  readonly code: string;
  /** For people: what was found, what was expected. */
  readonly message: string;
  /** As it was found, never an object: a row that cannot be read is never taken for a record. */
  readonly raw: string | readonly JsonValue[];
}

/** The file as a whole cannot be read, or not beyond this point. */
export class FileFault extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileFault';
    this.code = code;
  }
}
