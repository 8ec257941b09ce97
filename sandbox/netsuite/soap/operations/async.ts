import { RecordProblem } from '../../records/problem.js';
import type { WriteMode } from '../../records/write.js';
import type { SoapCall, SoapOperation } from '../call.js';
import { invalidXml, SoapFault } from '../faults.js';
import { childNamed } from '../xml.js';
import type { XmlWriter } from '../xml-writer.js';
import { checkSearch, pageContent, readQuery } from './searches.js';
import { readDrafts, writeOne, writeResponseList } from './writes.js';

/** Limits of asynchronous lists are higher. */
const asyncLimits: Readonly<Record<WriteMode, number>> = { add: 400, update: 200, upsert: 200 };

export const asyncSearch: SoapOperation = (call) => {
  const query = readQuery(call);
  checkSearch(call, query);
  const { searchId } = call.searches.open(query, call.request.search.pageSize);
  const job = call.jobs.add({
    resultType: 'AsyncSearchResult',
    result: (pageIndex) =>
      call.xml.element(['core', 'searchResult'], (inner) => pageContent(call, inner, call.searches.more(searchId, pageIndex))),
  });
  return statusResult(call.xml, { jobId: job.id, status: 'pending', percent: 0 });
};

/** asyncAddList, asyncUpdateList, asyncUpsertList. */
export function asyncList(mode: WriteMode): SoapOperation {
  return (call) => {
    const results = readDrafts(call, mode, asyncLimits[mode]).map((draft) => writeOne(call, draft, mode));
    const resultType = `Async${mode.charAt(0).toUpperCase()}${mode.slice(1)}ListResult`;
    const job = call.jobs.add({ resultType, result: () => writeResponseList(call.xml, results) });
    return statusResult(call.xml, { jobId: job.id, status: 'pending', percent: 0 });
  };
}

export const checkAsyncStatus: SoapOperation = (call) => {
  const { job, status } = known(() => call.jobs.check(jobIdOf(call)));
  return statusResult(call.xml, { jobId: job.id, status, percent: status === 'finished' ? 100 : 50 });
};

export const getAsyncResult: SoapOperation = (call) => {
  const job = known(() => call.jobs.get(jobIdOf(call)));
  const pageIndex = childNamed(call.request.element, 'pageIndex')?.text.trim();
  if (pageIndex === undefined || !/^\d+$/.test(pageIndex)) throw invalidXml('getAsyncResult takes a jobId and a pageIndex');
  if (job.checksLeft > 0) throw new SoapFault(`The job ${job.id} is not complete.`, { fault: 'asyncFault', code: 'JOB_NOT_COMPLETE' });
  return call.xml.element(['messages', 'asyncResult'], () => known(() => job.result(Number(pageIndex))), {
    type: ['messages', job.resultType],
  });
};

function jobIdOf({ request }: SoapCall): string {
  const id = childNamed(request.element, 'jobId')?.text.trim();
  if (id === undefined) throw invalidXml(`${request.operation} takes a jobId`);
  return id;
}

/** A job or a page that is not there is a fault. */
function known<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RecordProblem) throw new SoapFault(error.message, { fault: 'asyncFault', code: error.code });
    throw error;
  }
}

function statusResult(
  xml: XmlWriter,
  { jobId, status, percent }: { readonly jobId: string; readonly status: string; readonly percent: number },
): string {
  return xml.element(
    ['core', 'asyncStatusResult'],
    (inner) =>
      inner.text('core', 'jobId', jobId) +
      inner.text('core', 'status', status) +
      inner.text('core', 'percentCompleted', `${percent}.0`) +
      inner.text('core', 'estRemainingDuration', '0.0'),
  );
}
