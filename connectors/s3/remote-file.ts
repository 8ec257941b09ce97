import { causeOf } from '../aws/aws-client.js';
import type { FileContent } from '../files/file-content.js';
import type { S3Api, S3Object } from './api.js';
import { isConditionFailed, isMissing } from './errors.js';

/** The object is another one by now, or gone. */
export class FileChanged extends Error {
  constructor(options: ErrorOptions) {
    super('the object was changed or removed while it was read', options);
  }
}

const headBytes = 64 * 1024;
const firstBytes = 256 * 1024;
const mostBytes = 4 * 1024 * 1024;

/** One state of an object, read in ranges that grow; every range is pinned to that state. Its beginning is fetched once. */
export function remoteFile(api: S3Api, object: S3Object): FileContent {
  let head: Promise<Uint8Array> | undefined;
  const range = async (start: number, end: number, signal: AbortSignal) =>
    await api.bytes(object, { start, end, signal }).catch((error: unknown) => {
      const cause = causeOf(error);
      throw isConditionFailed(cause) || isMissing(cause) ? new FileChanged({ cause: error }) : error;
    });
  return {
    name: object.key,
    size: object.size,
    async *read(from, signal) {
      let start = from;
      if (start < Math.min(headBytes, object.size)) {
        head ??= range(0, Math.min(headBytes, object.size), signal);
        yield (await head).subarray(start);
        start = Math.min(headBytes, object.size);
      }
      for (let bytes = firstBytes; start < object.size; bytes = Math.min(bytes * 2, mostBytes)) {
        const end = Math.min(start + bytes, object.size);
        yield await range(start, end, signal);
        start = end;
      }
    },
  };
}
