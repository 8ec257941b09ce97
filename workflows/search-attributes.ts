import type { SearchAttributePair } from '@temporalio/common';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { instantMs } from '../core/instant.js';
import type { TaskReport } from '../core/task-report.js';

/** What operators filter by in the Web UI. SQL visibility allows ten keywords and three of each other type. */
export const searchAttributeKeys = {
  sync: defineSearchAttributeKey('DwSync', SearchAttributeType.KEYWORD),
  source: defineSearchAttributeKey('DwSource', SearchAttributeType.KEYWORD),
  target: defineSearchAttributeKey('DwTarget', SearchAttributeType.KEYWORD),
  txType: defineSearchAttributeKey('DwTxType', SearchAttributeType.KEYWORD),
  status: defineSearchAttributeKey('DwStatus', SearchAttributeType.KEYWORD),
  trigger: defineSearchAttributeKey('DwTrigger', SearchAttributeType.KEYWORD),
  entities: defineSearchAttributeKey('DwEntities', SearchAttributeType.INT),
  failed: defineSearchAttributeKey('DwFailed', SearchAttributeType.INT),
  cutDate: defineSearchAttributeKey('DwCutDate', SearchAttributeType.DATETIME),
};

/** The attributes of a report. Ids and counts only: search attributes are never encrypted. */
export function searchAttributesOf(report: TaskReport): SearchAttributePair[] {
  const keys = searchAttributeKeys;
  return [
    { key: keys.sync, value: report.syncId },
    ...(report.lane === undefined
      ? []
      : [
          { key: keys.source, value: report.lane.source },
          { key: keys.target, value: report.lane.target },
          { key: keys.txType, value: report.lane.txType },
        ]),
    { key: keys.status, value: report.status },
    { key: keys.trigger, value: report.trigger },
    { key: keys.entities, value: report.counts.read },
    { key: keys.failed, value: report.counts.failed + report.counts.unknown },
    ...(report.cutDate === undefined ? [] : [{ key: keys.cutDate, value: new Date(instantMs(report.cutDate.updatedAt)) }]),
  ];
}
