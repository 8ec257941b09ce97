import type { Outcome } from '../core/outcome.js';
import { storable } from './text.js';

/** What a settled row keeps of its outcome. */
export interface OutcomeColumns {
  readonly status: 'S' | 'I' | 'F' | '?';
  readonly reason: 'rule' | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly tgt_id: string | null;
  readonly change: 'created' | 'updated' | 'deleted' | null;
}

const nothing = { reason: null, code: null, message: null, tgt_id: null, change: null } as const;

export function outcomeColumns(outcome: Outcome): OutcomeColumns {
  switch (outcome.status) {
    case 'sent': {
      const warnings = outcome.warnings ?? [];
      const message = warnings.length === 0 ? null : storable(warnings.join('\n'));
      return { ...nothing, status: 'S', tgt_id: storable(outcome.tgtId), change: outcome.change, message };
    }
    case 'ignored': {
      const tgt_id = outcome.tgtId === undefined ? null : storable(outcome.tgtId);
      return { ...nothing, status: 'I', reason: 'rule', message: storable(outcome.message), tgt_id };
    }
    case 'failed':
      return { ...nothing, status: 'F', code: storable(outcome.code), message: storable(outcome.message) };
    case 'unknown':
      return { ...nothing, status: '?', code: 'UnknownOutcome', message: storable(outcome.message) };
  }
}
