import type { FastifyInstance } from 'fastify';
import type { NetSuiteRoom } from '../room.js';
import { addDocumentRoutes } from './document-routes.js';
import { problemAnswer, RestProblem, sendAnswer } from './errors.js';
import { addRecordRoutes } from './record-routes.js';
import { addSuiteqlRoute } from './suiteql-route.js';
import { addSystemRoutes } from './system-routes.js';

/** All of `/services/rest`. */
export function addRestRoutes(app: FastifyInstance, room: NetSuiteRoom): void {
  app.addContentTypeParser(/^application\/vnd\.oracle\.resource\+json/, { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(new RestProblem(400, 'INVALID_CONTENT', { message: 'The request body is not JSON.' }), undefined);
    }
  });
  app.setErrorHandler(async (error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    if (error instanceof RestProblem) return await sendAnswer(reply, problemAnswer(error));
    const codes: Readonly<Record<number, string>> = {
      400: 'INVALID_CONTENT',
      413: 'EXCEEDED_RQST_SIZE_LIMIT',
      415: 'INVALID_CONTENT_TYPE',
    };
    if (status >= 500) room.log?.(`netsuite: ${String(error)}`);
    const message = status >= 500 ? 'An unexpected error occurred.' : error instanceof Error ? error.message : String(error);
    return await sendAnswer(reply, problemAnswer(new RestProblem(status, codes[status] ?? 'UNEXPECTED_ERROR', { message })));
  });
  const jobs = room.restJobs;
  addRecordRoutes(app, room, jobs);
  addDocumentRoutes(app, room);
  addSuiteqlRoute(app, room);
  addSystemRoutes(app, room, jobs);
}
