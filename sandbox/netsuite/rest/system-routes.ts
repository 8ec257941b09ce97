import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { TokenRefusal } from '../auth/oauth2.js';
import type { NetSuiteRoom } from '../room.js';
import { door, type RestCall } from './door.js';
import { type RestAnswer, RestProblem } from './errors.js';
import type { RestJob, RestJobs } from './jobs.js';
import { restTime } from './write-json.js';

const formSchema = z.record(z.string(), z.string());

/** The clock, limits, jobs, and the token endpoint of OAuth 2.0. */
export function addSystemRoutes(app: FastifyInstance, room: NetSuiteRoom, jobs: RestJobs): void {
  app.get(
    '/services/rest/system/v1/serverTime',
    door(room, () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { serverTime: restTime(room.account.now().toISOString()) },
    })),
  );
  app.get(
    '/services/rest/system/v1/governanceLimits',
    door(room, () => {
      if (room.role.permissions !== undefined)
        throw new RestProblem(403, 'INSUFFICIENT_PERMISSION', { message: 'Only administrators may see the limits.' });
      const { limit } = room.concurrency;
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { accountConcurrencyLimit: limit, accountUnallocatedConcurrencyLimit: limit },
      };
    }),
  );
  addJobRoutes(app, room, jobs);
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  app.post('/services/rest/auth/oauth2/v1/token', async (request, reply) => {
    const baseUrl = room.publicUrl ?? `${request.protocol}://${request.host}`;
    const form = formSchema.safeParse(request.body);
    try {
      if (!form.success) throw new TokenRefusal('invalid_request', 'The body must be a form.');
      return await reply.send(await room.tokens.issue(form.data, `${baseUrl}/services/rest/auth/oauth2/v1/token`));
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error;
      return await reply.code(error.status).send({ error: error.error, error_description: error.message });
    }
  });
}

function addJobRoutes(app: FastifyInstance, room: NetSuiteRoom, jobs: RestJobs): void {
  const root = '/services/rest/async/v1/job/:id';
  app.get(
    root,
    door(room, (call) => jobAnswer(call, jobOf(call, jobs))),
  );
  app.get(
    `${root}/task`,
    door(room, (call) => {
      const job = jobOf(call, jobs);
      const self = `${call.baseUrl}/services/rest/async/v1/job/${job.id}/task`;
      const items = job.tasks.map(({ id }) => ({ links: link(`${self}/${id}`), id }));
      return {
        status: 200,
        body: { links: link(self), items, count: items.length, hasMore: false, offset: 0, totalResults: items.length },
      };
    }),
  );
  app.get(
    `${root}/task/:task`,
    door(room, (call) => taskAnswer(call, taskOf(call, jobs))),
  );
  app.get(
    `${root}/task/:task/result`,
    door(room, (call) => {
      const { job, task } = taskOf(call, jobs);
      if (!isDone(job)) throw new RestProblem(404, 'NOT_FOUND', { message: 'The result is not there yet.' });
      return task.answer;
    }),
  );
}

/** Each look brings a job nearer to its end. */
function jobAnswer({ baseUrl }: RestCall, job: RestJob): RestAnswer {
  const isCompleted = isDone(job);
  if (job.checksLeft > 0) job.checksLeft -= 1;
  const self = `${baseUrl}/services/rest/async/v1/job/${job.id}`;
  const isFailed = job.tasks.some(({ answer }) => answer.status >= 400);
  const body = {
    links: link(self),
    completed: isCompleted,
    id: job.id,
    progress: progressOf(isCompleted, isFailed),
    task: { links: link(`${self}/task`) },
  };
  return { status: 200, body };
}

function taskAnswer({ baseUrl }: RestCall, { job, task }: { readonly job: RestJob; readonly task: RestJob['tasks'][number] }): RestAnswer {
  const self = `${baseUrl}/services/rest/async/v1/job/${job.id}/task/${task.id}`;
  const isCompleted = isDone(job);
  const times = { startTime: restTime(task.startedAt), ...(isCompleted && { endTime: restTime(task.startedAt) }) };
  const links = [{ rel: 'related', href: `${self}/result` }, ...link(self)];
  return {
    status: 200,
    body: { links, completed: isCompleted, id: task.id, progress: progressOf(isCompleted, task.answer.status >= 400), ...times },
  };
}

function progressOf(isCompleted: boolean, isFailed: boolean): string {
  return isCompleted ? (isFailed ? 'failed' : 'succeeded') : 'processing';
}

function isDone(job: RestJob): boolean {
  return job.checksLeft === 0;
}

function link(href: string): readonly unknown[] {
  return [{ rel: 'self', href }];
}

function jobOf({ request }: RestCall, jobs: RestJobs): RestJob {
  const job = jobs.get((request.params as { readonly id: string }).id);
  if (job === undefined) throw new RestProblem(404, 'NONEXISTENT_ID', { message: 'That job does not exist.' });
  return job;
}

function taskOf(call: RestCall, jobs: RestJobs): { readonly job: RestJob; readonly task: RestJob['tasks'][number] } {
  const job = jobOf(call, jobs);
  const task = job.tasks.find(({ id }) => id === (call.request.params as { readonly task: string }).task);
  if (task === undefined) throw new RestProblem(404, 'NONEXISTENT_ID', { message: 'That task does not exist.' });
  return { job, task };
}
