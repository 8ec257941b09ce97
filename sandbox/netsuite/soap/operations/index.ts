import type { SoapOperation } from '../call.js';
import { getAccountGovernanceInfo, getCustomizationId, getDataCenterUrls, getIntegrationGovernanceInfo, getServerTime } from './account.js';
import { asyncList, asyncSearch, checkAsyncStatus, getAsyncResult } from './async.js';
import { getDeleted } from './deleted.js';
import { attach, detach, getItemAvailability, getSelectValue, initialize } from './others.js';
import { get, getAll, getList } from './reads.js';
import { getSavedSearch, search, searchMoreWithId } from './searches.js';
import { list, remove, removeList, single } from './writes.js';

/** Every operation that the sandbox knows, by name. */
export const operations: Readonly<Record<string, SoapOperation>> = {
  get,
  getList,
  getAll,
  add: single('add'),
  update: single('update'),
  upsert: single('upsert'),
  delete: remove,
  addList: list('add'),
  updateList: list('update'),
  upsertList: list('upsert'),
  deleteList: removeList,
  search,
  getSavedSearch,
  searchMoreWithId,
  asyncSearch,
  asyncAddList: asyncList('add'),
  asyncUpdateList: asyncList('update'),
  asyncUpsertList: asyncList('upsert'),
  checkAsyncStatus,
  getAsyncResult,
  attach,
  detach,
  initialize,
  getSelectValue,
  getItemAvailability,
  getDeleted,
  getCustomizationId,
  getServerTime,
  getDataCenterUrls,
  getAccountGovernanceInfo,
  getIntegrationGovernanceInfo,
};
