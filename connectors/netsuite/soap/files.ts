import type { Refusal } from '../errors.js';
import type { NetSuiteSettings } from '../settings.js';
import type { SaveFiles } from '../writing/extras.js';
import { type SoapApi, statusOf } from './api.js';
import { attributeOf, childOf, childrenOf } from './xml-node.js';

/**
 * Files go over SOAP whichever door records take, as the record service has none: never public, in the folder that the
 * settings name, and attached to their record. Attaching twice changes nothing.
 */
export function filesBySoap(api: SoapApi, { fileFolder }: Pick<NetSuiteSettings, 'fileFolder'>): SaveFiles {
  return async ({ plan, id, files, signal }) => {
    if (fileFolder === undefined) {
      return { code: 'NO_FOLDER', message: 'there are files, and settings.fileFolder names no folder for them' };
    }
    const records = files.map(({ externalId, name, content, fileType }) => ({
      attributes: { 'xsi:type': 'filecabinet:File', externalId },
      'filecabinet:name': name,
      'filecabinet:attachFrom': '_computer',
      ...(fileType !== undefined && { 'filecabinet:fileType': fileType.startsWith('_') ? fileType : `_${fileType}` }),
      'filecabinet:content': content,
      'filecabinet:folder': { attributes: { internalId: fileFolder } },
      'filecabinet:isOnline': false,
    }));
    const answer = await api.call({ operation: 'upsertList', body: { 'messages:record': records }, signal });
    const list = childOf(answer, 'writeResponseList');
    for (const response of childrenOf(list, 'writeResponse')) {
      const status = statusOf(response);
      const file = attributeOf(childOf(response, 'baseRef'), 'internalId');
      if (!status.isSuccess || file === undefined) return status.refusal ?? unexplained;
      const refusal = await attach(api, { record: plan.shape.record, id, file, signal });
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
}

const unexplained: Refusal = { code: 'UNEXPECTED_ERROR', message: 'no reason was given' };

async function attach(
  api: SoapApi,
  { record, id, file, signal }: { readonly record: string; readonly id: string; readonly file: string; readonly signal: AbortSignal },
): Promise<Refusal | undefined> {
  const reference = (type: string, internalId: string) => ({ attributes: { 'xsi:type': 'core:RecordRef', internalId, type } });
  const body = {
    'messages:attachReference': {
      attributes: { 'xsi:type': 'core:AttachBasicReference' },
      'core:attachTo': reference(record, id),
      'core:attachedRecord': reference('file', file),
    },
  };
  const status = statusOf(childOf(await api.call({ operation: 'attach', body, signal }), 'writeResponse'));
  return status.isSuccess ? undefined : (status.refusal ?? unexplained);
}
