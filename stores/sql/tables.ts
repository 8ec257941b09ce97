import type { Generated } from 'kysely';

/** The tables as they are in the database. Flags are 0 or 1, instants are texts of `core/instant.ts`, JSON is text. */
export interface Tables {
  readonly routes: RoutesTable;
  readonly tasks: TasksTable;
  readonly pages: PagesTable;
  readonly versions: VersionsTable;
  readonly heads: HeadsTable;
  readonly packs: PacksTable;
  readonly claims: ClaimsTable;
  readonly cut_dates: CutDatesTable;
  readonly config_versions: ConfigVersionsTable;
  readonly product_metadata: ProductMetadataTable;
  readonly product_metadata_versions: ProductMetadataVersionsTable;
  readonly outbox: OutboxTable;
  readonly budgets: BudgetsTable;
  readonly lookup_rows: LookupRowsTable;
  readonly inbox_syncs: InboxSyncsTable;
  readonly inbox: InboxTable;
}

/** A flow: source, target, tx type. Staged rows carry its number. */
export interface RoutesTable {
  readonly route_no: Generated<number>;
  readonly source: string;
  readonly target: string;
  readonly tx_type: string;
}

export interface TasksTable {
  readonly task_no: Generated<number>;
  readonly task_id: string;
  readonly sync_id: string;
  readonly route_no: number;
  /** Empty for a lane without a group. */
  readonly group_key: string;
  readonly trigger_kind: string;
  readonly config_version: string;
  readonly status: string;
  readonly note: string | null;
  /** The lane's cut date when the task was opened, as JSON. */
  readonly cut_date: string | null;
  readonly until_at: string;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly last_seq: number;
}

export interface PagesTable {
  readonly task_no: number;
  readonly page_key: string;
  readonly is_retry: number;
  readonly read_count: number;
  /** The whole answer, as JSON. */
  readonly answer: string;
}

/** One row per staged version of an entity. Narrow, since claims and outcomes pass over it; payloads lie in `packs`. */
export interface VersionsTable {
  readonly task_no: number;
  readonly seq: number;
  readonly src_id: string;
  readonly updated_at: string;
  /** Only of rows that can become a head. */
  readonly hash: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly tgt_id: string | null;
  readonly change: string | null;
  readonly attempt: number;
  /** 0, 1, or `resend`. */
  readonly must_look_up: number;
  /** The row of the same entity and task that must be settled before this one may be claimed. */
  readonly waits_for_seq: number | null;
  readonly superseded: number;
  readonly staged_at: string;
  readonly settled_at: string | null;
}

/** The newest version of each entity of a route. */
export interface HeadsTable {
  readonly route_no: number;
  /** The srcId, shortened where it is too long for an index. */
  readonly src_key: string;
  /** The latest `updatedAt` seen with this content, which may be later than the row's own. */
  readonly updated_at: string;
  readonly task_no: number;
  readonly seq: number;
}

/** The payloads of about a hundred rows: `data` is JSON of [seq, data][], `raw` of [seq, raw, createdAt, is raw kept][]. */
export interface PacksTable {
  readonly task_no: number;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly data: string;
  readonly raw: string;
}

/**
 * Who writes a range. Open claims of a task never overlap: a newer one makes the older ones `lost`, and their pending
 * rows are then marked to be looked up.
 */
export interface ClaimsTable {
  readonly task_no: number;
  readonly token: string;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly state: ClaimState;
  /** Rows handed out and not yet settled. */
  readonly remaining: number;
  readonly claimed_at: string;
}

/** In `must_look_up`: a person has asked for it to be sent again, and no attempt has been at it since. */
export const resend = 2;

export type ClaimState = 'open' | 'settled' | 'released' | 'lost';

export interface CutDatesTable {
  readonly route_no: number;
  readonly group_key: string;
  readonly cursor_json: string;
  readonly version: number;
  readonly committed_by: string;
  readonly committed_at: string;
}

export interface ConfigVersionsTable {
  readonly version: string;
  readonly document: string;
  readonly applied_at: string;
  readonly is_current: number;
}

/** Which version of its rows a flow has now. */
export interface ProductMetadataTable {
  readonly source: string;
  readonly target: string;
  readonly version: string;
  readonly changed_at: string;
}

/** Every state that the rows of a flow have had. */
export interface ProductMetadataVersionsTable {
  /** A digest of the document. */
  readonly version: string;
  /** `MetadataRow[]` as JSON. */
  readonly document: string;
  readonly written_at: string;
}

/** Notifications, by ids that sort by time. */
export interface OutboxTable {
  readonly id: string;
  readonly task_id: string;
  readonly channel: string;
  /** JSON. */
  readonly body: string;
  readonly state: string;
  readonly attempts: number;
  readonly error: string | null;
  readonly written_at: string;
  readonly delivered_at: string | null;
}

/** Who may press how hard on an endpoint: `Ledger` as JSON, null before its first renewal. */
export interface BudgetsTable {
  readonly budget: string;
  readonly ledger: string;
}

/** Rows of lookup tables; key and value are JSON, so that every letter can be kept. */
export interface LookupRowsTable {
  readonly table_name: string;
  readonly row_key: string;
  readonly value: string;
  readonly updated_at: string;
}

/** The inbox of a sync: the last number given, and the push task that messages go to. */
export interface InboxSyncsTable {
  readonly sync_id: string;
  readonly last_no: number;
  readonly open_task_id: string | null;
}

export interface InboxTable {
  readonly sync_id: string;
  readonly no: number;
  /** The id, shortened where it is too long for an index. */
  readonly message_key: string;
  readonly message_id: string;
  readonly group_key: string | null;
  /** `PushedBody` as JSON. */
  readonly body: string;
  /** `Provenance` as JSON. */
  readonly provenance: string;
  readonly received_at: string;
  /** Null where its task gave it back. */
  readonly task_id: string | null;
  readonly finished_at: string | null;
}
