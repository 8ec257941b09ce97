import type { JsonObject, JsonValue } from '../../core/json.js';
import type { FileContent } from './file-content.js';

export interface ParseRequest {
  readonly file: FileContent;
  /** Equal for the same content, and for no other. */
  readonly id: string;
  /** Words that choose among parsers: the tx type, and the tags of the key. */
  readonly tags: Readonly<Record<string, string>>;
  /** What the parser answered when it was not ready. */
  readonly ticket?: JsonValue | undefined;
  readonly signal: AbortSignal;
}

export type Parsed =
  | { readonly state: 'ready'; readonly records: readonly JsonObject[] }
  /** Not yet: to be asked again with the ticket, after a while. */
  | { readonly state: 'pending'; readonly ticket: JsonValue; readonly waitMs: number };

/** What makes records of a document. Never waits by itself. Throws FileFault where the document is to blame, ConnectorError where the service is. */
export interface DocumentParser extends AsyncDisposable {
  parse(request: ParseRequest): Promise<Parsed>;
}
