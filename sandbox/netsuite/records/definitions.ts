import type { Column, Criterion } from '../search/criteria.js';
import type { CustomKind } from './shapes.js';

/** A custom field of the account. */
export interface CustomFieldDefinition {
  readonly scriptId: string;
  readonly internalId: string;
  readonly label: string;
  readonly kind: CustomKind;
  /** Where it stands: bodies of transactions, their lines, entities, items, or custom records of a type. */
  readonly on: 'transaction' | 'line' | 'entity' | 'item' | 'other' | `customrecord${string}`;
  /** What select and multi-select fields choose from: the script id of a custom list, or a record type. */
  readonly choices?: string;
  readonly isMandatory?: boolean;
}

export interface CustomRecordType {
  readonly internalId: string;
  readonly scriptId: string;
  readonly name: string;
}

export interface SavedSearch {
  readonly internalId: string;
  readonly scriptId: string;
  readonly name: string;
  /** Such as `Transaction`. */
  readonly subject: string;
  readonly criteria: readonly Criterion[];
  readonly columns: readonly Column[];
}

/** What an account is like. */
export interface AccountSettings {
  /** As NetSuite writes it, such as `1234567` or `1234567_SB1`. */
  readonly id: string;
  readonly isOneWorld: boolean;
  readonly customFields: readonly CustomFieldDefinition[];
  readonly customRecordTypes: readonly CustomRecordType[];
  readonly savedSearches?: readonly SavedSearch[];
  /** The last day of the last closed period, `YYYY-MM-DD`. */
  readonly closedThrough?: string;
  /** Zone in which SuiteQL reads and writes times. Default `America/Los_Angeles`. */
  readonly timeZone?: string;
  /** How SuiteQL writes days. Default `M/D/YYYY`. */
  readonly dateFormat?: 'M/D/YYYY' | 'D/M/YYYY' | 'YYYY-MM-DD';
}
