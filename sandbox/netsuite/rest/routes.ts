import type { FastifyInstance } from 'fastify';
import type { NetSuiteRoom } from '../room.js';
import { addDocumentRoutes } from './document-routes.js';
import { RestProblem } from './errors.js';
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
  const jobs = room.restJobs;
  addRecordRoutes(app, room, jobs);
  addDocumentRoutes(app, room);
  addSuiteqlRoute(app, room);
  addSystemRoutes(app, room, jobs);
}
