import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoginRefusal } from '../auth/credentials.js';
import { checkOAuth1 } from '../auth/oauth1.js';
import { restPermission } from '../auth/role.js';
import { RecordProblem } from '../records/problem.js';
import type { NetSuiteRoom } from '../room.js';
import { problemAnswer, type RestAnswer, RestProblem, sendAnswer } from './errors.js';

export interface RestCall {
  readonly request: FastifyRequest;
  readonly room: NetSuiteRoom;
  /** Such as `http://127.0.0.1:4040`. */
  readonly baseUrl: string;
}

export type RestAction = (call: RestCall) => RestAnswer | Promise<RestAnswer>;

/** A route of REST: lets in who may, counts what is under way, and turns refusals into answers. */
export function door(room: NetSuiteRoom, action: RestAction): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    const baseUrl = room.publicUrl ?? `${request.protocol}://${request.host}`;
    await sendAnswer(
      reply,
      await answered(room, async () => {
        logIn(room, request, baseUrl);
        const scene = room.sceneOf(request);
        if (scene?.kind === 'throttle') throw tooMany(room);
        if (scene?.kind === 'fault') throw new RestProblem(Number(scene.fault), scene.code, { message: scene.message });
        const answer = await room.concurrency.run(async () => {
          await room.delay();
          return await answered(room, async () => await action({ request, room, baseUrl }));
        });
        if (answer === undefined) throw tooMany(room);
        return answer;
      }),
    );
  };
}

/** The answer of `work`, or the one that says why there is none. */
export async function answered(room: NetSuiteRoom, work: () => Promise<RestAnswer>): Promise<RestAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RestProblem) return problemAnswer(error);
    if (error instanceof RecordProblem) {
      const { status, path } = error;
      const message = status === 400 ? `Error while accessing a resource. ${error.message}` : error.message;
      return problemAnswer(new RestProblem(status, restCode(error), { message, path }));
    }
    room.log?.(`netsuite: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return problemAnswer(new RestProblem(500, 'UNEXPECTED_ERROR', { message: 'An unexpected error occurred.' }));
  }
}

/** What SOAP tells apart by codes, REST calls USER_ERROR nearly always. */
function restCode({ code, status }: RecordProblem): string {
  if (code === 'RCRD_DSNT_EXIST') return 'NONEXISTENT_ID';
  return status === 400 ? 'USER_ERROR' : code;
}

function tooMany({ retryAfterSeconds }: NetSuiteRoom): RestProblem {
  return new RestProblem(429, 'CONCURRENCY_LIMIT_EXCEEDED', {
    message: 'Concurrent request limit exceeded. Request blocked.',
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  });
}

function logIn(room: NetSuiteRoom, request: FastifyRequest, baseUrl: string): void {
  try {
    authenticate(room, request, baseUrl);
  } catch (error) {
    if (!(error instanceof LoginRefusal)) throw error;
    throw new RestProblem(401, 'INVALID_LOGIN', {
      message: `Invalid login attempt. ${error.message}`,
      headers: { 'www-authenticate': `OAuth realm="${room.account.settings.id}", error="${error.reason}"` },
    });
  }
  if (!room.role.may(restPermission)) {
    throw new RestProblem(403, 'INSUFFICIENT_PERMISSION', { message: `Permission Violation: your role needs "${restPermission}".` });
  }
}

function authenticate({ account, credentials, nonces, tokens }: NetSuiteRoom, request: FastifyRequest, baseUrl: string): void {
  const authorization = request.headers.authorization ?? '';
  if (/^Bearer /i.test(authorization)) tokens.check(authorization.slice(7).trim());
  else if (/^OAuth /i.test(authorization)) {
    checkOAuth1(
      { method: request.method, url: baseUrl + (request.raw.url ?? ''), authorization },
      { account: account.settings.id, credentials, nonces },
    );
  } else throw new LoginRefusal('header', 'The Authorization header must begin with OAuth or Bearer.');
}
