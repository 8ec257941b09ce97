import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { LoginRefusal } from '../auth/credentials.js';
import { soapPermission } from '../auth/role.js';
import { checkPassport } from '../auth/token-passport.js';
import { soapEnvelope } from '../catalogue/namespaces.js';
import { RecordProblem } from '../records/problem.js';
import type { NetSuiteRoom } from '../room.js';
import type { Scene } from '../scenes.js';
import { invalidCredentials, noPermission, requestBlocked, SoapFault, unexpectedError } from './faults.js';
import { operations } from './operations/index.js';
import { neededPassport, readRequest, type SoapRequest } from './request.js';
import { wsdl } from './wsdl.js';
import { XmlWriter } from './xml-writer.js';

/** SOAP: the port of each version, and its WSDL. */
export function addSoapRoutes(app: FastifyInstance, room: NetSuiteRoom): void {
  app.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  let turn = 0;
  app.post('/services/:port', async (request, reply) => {
    const version = /^NetSuitePort_(20\d\d_[12])$/.exec((request.params as { readonly port: string }).port)?.[1];
    if (version === undefined) return await reply.code(404).type('text/html').send('<html><body>Not found</body></html>');
    turn += 1;
    const action = String(request.headers.soapaction ?? '').replaceAll('"', '');
    const answer = (body: string): string => envelope(body, { version, nsId: randomUUID(), turn });
    if (room.versions !== undefined && !room.versions.includes(version)) {
      const fault = new SoapFault(`The endpoint ${version} is not supported any more.`, {
        fault: 'invalidVersionFault',
        code: 'UNSUPPORTED_WS_VERSION',
      });
      return await reply
        .code(500)
        .type('text/xml; charset=utf-8')
        .send(envelope(fault.body(version), undefined));
    }
    const baseUrl = room.publicUrl ?? `${request.protocol}://${request.host}`;
    reply.type('text/xml; charset=utf-8');
    try {
      const soap = readRequest({ text: typeof request.body === 'string' ? request.body : '', version, action });
      if (soap.operation !== 'getDataCenterUrls') logIn(room, soap);
      strike(room.sceneOf(request));
      const content = await room.concurrency.run(async () => await perform(room, soap, { turn, baseUrl }));
      if (content === undefined) throw requestBlocked();
      return await reply.send(answer(content));
    } catch (error) {
      const fault = faultOf(error);
      if (fault.code === 'UNEXPECTED_ERROR')
        room.log?.(`netsuite: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return await reply.code(500).send(envelope(fault.body(version), undefined));
    }
  });
  app.get('/wsdl/:version/netsuite.wsdl', async (request, reply) => {
    const version = /^v(20\d\d_[12])_0$/.exec((request.params as { readonly version: string }).version)?.[1];
    if (version === undefined) return await reply.code(404).send('');
    const baseUrl = room.publicUrl ?? `${request.protocol}://${request.host}`;
    return await reply.type('text/xml; charset=utf-8').send(wsdl({ version, baseUrl, operations: Object.keys(operations) }));
  });
}

async function perform(
  room: NetSuiteRoom,
  request: SoapRequest,
  { turn, baseUrl }: { readonly turn: number; readonly baseUrl: string },
): Promise<string> {
  const operation = operations[request.operation];
  if (operation === undefined) throw unexpectedError(`The operation ${request.operation} is not known to the sandbox.`, 'USER_ERROR');
  await room.delay();
  const xml = new XmlWriter(request.version, turn);
  const { account, role, searches, jobs } = room;
  const limits = { concurrency: room.concurrency.limit };
  const content = xml.element(['messages', `${request.operation}Response`], (inner) =>
    operation({ request, account, role, searches, jobs, xml: inner, limits, baseUrl }),
  );
  return content;
}

/** Uses up the nonce, also of a call that is turned away afterwards. */
function logIn(room: NetSuiteRoom, request: SoapRequest): void {
  try {
    checkPassport(neededPassport(request), { account: room.account.settings.id, credentials: room.credentials, nonces: room.nonces });
  } catch (error) {
    if (!(error instanceof LoginRefusal)) throw error;
    throw invalidCredentials(`Invalid login attempt. ${error.message}`);
  }
  if (!room.role.may(soapPermission)) throw noPermission(soapPermission);
}

function faultOf(error: unknown): SoapFault {
  if (error instanceof SoapFault) return error;
  if (error instanceof RecordProblem) return unexpectedError(error.message, error.code);
  return unexpectedError('An unexpected error occurred.', 'UNEXPECTED_ERROR');
}

/** Faults of the script come when the client is let in, and before any work. */
function strike(scene: Scene | undefined): void {
  if (scene?.kind === 'throttle') throw requestBlocked();
  if (scene?.kind === 'fault') throw new SoapFault(scene.message, { fault: scene.fault, code: scene.code });
}

/** Faults come without a header. */
function envelope(body: string, head: { readonly version: string; readonly nsId: string; readonly turn: number } | undefined): string {
  const header = head === undefined ? '' : `<soapenv:Header>${documentInfo(head)}</soapenv:Header>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="${soapEnvelope}" xmlns:xsd="http://www.w3.org/2001/XMLSchema">${header}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

function documentInfo({ version, nsId, turn }: { readonly version: string; readonly nsId: string; readonly turn: number }): string {
  return new XmlWriter(version, turn).element(['messages', 'documentInfo'], (inner) =>
    inner.text('messages', 'nsId', `WEBSERVICES_${nsId}`),
  );
}
