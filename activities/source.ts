import { inLane } from '../connectors/budget/lane.js';
import { laterCursor } from '../core/cursor.js';
import { toInstant } from '../core/instant.js';
import { noCounts } from '../core/task.js';
import type { ReadPosition, ReadResult } from '../core/transfer.js';
import type { StagedPage, Store } from '../stores/store.js';
import type { SourceActivities } from './contract.js';
import { whileBeating } from './heartbeat.js';
import { mapPage } from './map-page.js';
import { messagesAmong } from './read-inbox.js';
import { guardAgainstReturn, type PageReading, pageKeyOf, readPage, sourceOf } from './read-page.js';
import { requestLaneOf } from './request-lane.js';
import type { SyncRuntime } from './sync-runtime.js';
import { existingTask } from './tasks.js';
import { unitsOf } from './units.js';

export interface SourceDependencies {
  readonly store: Store;
  readonly runtime: SyncRuntime;
  readonly now: () => Date;
}

/** Activities that read. A repeated one goes on behind the pages that are staged already. */
export function sourceActivities(dependencies: SourceDependencies): SourceActivities {
  const { store, runtime } = dependencies;
  return {
    async retrieveEntitiesFromSource({ taskId, position }) {
      return await whileBeating(async (signal, beat) => {
        const task = await existingTask(store, taskId);
        const sync = await runtime.sync(task.configVersion, task.syncId);
        const endpoint = await runtime.endpoint(task.configVersion, sync.lane.source);
        const { now } = dependencies;
        const reading: PageReading = { store, task, sync, now, signal, source: sourceOf(endpoint.source, sync) };
        try {
          return await inLane(requestLaneOf(task), async () => await readPages(position, { ...reading, beat }));
        } catch (error) {
          runtime.forgetRefused(error);
          throw error;
        }
      });
    },

    async finishUnits({ taskId }) {
      await whileBeating(async (signal) => {
        const task = await existingTask(store, taskId);
        const sync = await runtime.sync(task.configVersion, task.syncId);
        const source = sourceOf((await runtime.endpoint(task.configVersion, sync.lane.source)).source, sync);
        const at = toInstant(dependencies.now());
        try {
          for await (const units of unitsOf(store, task)) {
            const [messages, others] = messagesAmong(units);
            if (messages.length > 0) await store.inbox.finish({ syncId: task.syncId, nos: messages, at });
            if (others.length > 0) await source.finish?.({ txType: sync.lane.txType, units: others, signal });
          }
        } catch (error) {
          runtime.forgetRefused(error);
          throw error;
        }
      });
    },
  };
}

interface PagesReading extends PageReading {
  readonly beat: (details: unknown) => void;
}

async function readPages(start: ReadPosition, reading: PagesReading): Promise<ReadResult> {
  let result: ReadResult = { pages: 0, units: 0, tally: noCounts, ranges: [], next: start };
  while (result.next !== undefined && result.pages < reading.sync.config.pagesPerRead) {
    result = withPage(result, await stagePage(result.next, reading));
    reading.beat({ pages: result.pages });
  }
  return result;
}

/** Adds one staged page. Pages of a retry count nothing as read: their entities were read before. */
function withPage({ next: position, ...sum }: ReadResult, page: StagedPage): ReadResult {
  const { next, latest, ends = [] } = page.bookmark;
  const later = latest === undefined ? sum.latest : laterCursor(sum.latest, latest);
  return {
    pages: sum.pages + 1,
    units: sum.units + ends.length,
    tally: {
      ...sum.tally,
      read: sum.tally.read + (position?.kind === 'failed' ? 0 : page.read),
      pending: sum.tally.pending + page.pending,
      unchanged: sum.tally.unchanged + page.unchanged,
      ignored: sum.tally.ignored + page.ignored,
      failed: sum.tally.failed + page.failed,
    },
    ranges: [...sum.ranges, ...page.ranges],
    ...(next !== undefined && { next }),
    ...(later !== undefined && { latest: later }),
  };
}

async function stagePage(position: ReadPosition, reading: PagesReading): Promise<StagedPage> {
  const { store, task, sync, now } = reading;
  const pageKey = pageKeyOf(position);
  const known = await store.staging.page(task.taskNo, pageKey);
  if (known !== undefined) {
    guardAgainstReturn(position, known.bookmark, sync);
    return known;
  }
  const page = await readPage(position, reading);
  const moment = now();
  const entities = await mapPage(page, {
    mapping: sync.mapping,
    // What was pushed, and what a source cannot read by id, has nothing to be retried from but what was kept.
    keepsRaw: sync.config.keepRaw === 'all' || position.kind === 'inbox' || reading.source.readByIds === undefined,
    deletions: sync.config.deletions,
    now: moment.toISOString(),
    ...(sync.customField !== undefined && { customField: sync.customField }),
  });
  return await store.staging.stage({
    taskNo: task.taskNo,
    pageKey,
    entities,
    bookmark: page.bookmark,
    isForced: position.kind === 'failed' || task.trigger === 'backfill' || sync.config.onFailure === 'strict',
    isRetry: position.kind === 'failed',
    chunkSize: sync.config.maxEntitiesInMessageBody,
    at: toInstant(moment),
  });
}
