import type { FastifyInstance } from 'fastify';
import type { NetSuiteRoom } from '../room.js';
import { door, type RestAction, type RestCall } from './door.js';
import { RestProblem } from './errors.js';
import { createRecord, deleteRecord, listRecords, type RecordRequest, readRecord, updateRecord } from './record-actions.js';

const root = '/services/rest/document/v1';
const mostBytes = 10 * 1024 * 1024;

/** Files and folders over REST, up to 10 MB. https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/article_0909085903.html */
export function addDocumentRoutes(app: FastifyInstance, room: NetSuiteRoom): void {
  const on =
    (action: (request: RecordRequest) => ReturnType<typeof readRecord>): RestAction =>
    (call) =>
      action(requestOf(call));
  app.get(`${root}/:name`, door(room, on(listRecords)));
  app.post(`${root}/:name`, door(room, on(createRecord)));
  app.get(`${root}/:name/:id`, door(room, on(readRecord)));
  app.patch(`${root}/:name/:id`, door(room, on(updateRecord)));
  app.delete(`${root}/:name/:id`, door(room, on(deleteRecord)));
}

function requestOf({ request, room, baseUrl }: RestCall): RecordRequest {
  const { name = '', id } = request.params as Readonly<Record<string, string>>;
  if (name !== 'file' && name !== 'folder')
    throw new RestProblem(404, 'NOT_FOUND', { message: `The file cabinet has files and folders, no ${name}.` });
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) {
    throw new RestProblem(413, 'EXCEEDED_RQST_SIZE_LIMIT', { message: 'Requests of the file cabinet have at most 10 MB.' });
  }
  return {
    room,
    baseUrl,
    name,
    service: 'document',
    ...(id !== undefined && { id }),
    body: request.body,
    query: request.query as Readonly<Record<string, string | undefined>>,
    validation: 'Error',
  };
}
