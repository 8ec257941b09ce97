import type { FastifyInstance, FastifyReply } from 'fastify';
import { soapEnvelope } from './catalogue/namespaces.js';
import { problemAnswer, RestProblem, sendAnswer } from './rest/errors.js';
import type { NetSuiteRoom } from './room.js';
import { invalidXml, SoapFault } from './soap/faults.js';

const codes: Readonly<Record<number, string>> = { 400: 'INVALID_CONTENT', 413: 'EXCEEDED_RQST_SIZE_LIMIT', 415: 'INVALID_CONTENT_TYPE' };

/** What is wrong before a request is read: too big, another kind of content, no JSON. SOAP is told by faults, REST by its errors. */
export function addErrorAnswers(app: FastifyInstance, room: NetSuiteRoom): void {
  app.setNotFoundHandler(async (request, reply) => {
    if (!request.url.startsWith('/services/rest'))
      return await reply.code(404).type('text/html').send('<html><body>Not found</body></html>');
    return await sendAnswer(reply, problemAnswer(new RestProblem(404, 'NOT_FOUND', { message: `There is no resource ${request.url}.` })));
  });
  app.setErrorHandler(async (error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    const text = error instanceof Error ? error.message : String(error);
    if (status >= 500 && !(error instanceof RestProblem)) room.log?.(`netsuite: ${text}`);
    const version = /^\/services\/NetSuitePort_(20\d\d_[12])$/.exec(request.url)?.[1];
    if (version !== undefined) return await sendFault(reply, status === 413 ? tooBig() : invalidXml(text), version);
    return await sendAnswer(reply, problemAnswer(error instanceof RestProblem ? error : problemOf(status, text)));
  });
}

function problemOf(status: number, text: string): RestProblem {
  return new RestProblem(status, codes[status] ?? 'UNEXPECTED_ERROR', { message: status >= 500 ? 'An unexpected error occurred.' : text });
}

function tooBig(): SoapFault {
  return new SoapFault('The request is bigger than NetSuite takes.', {
    fault: 'exceededRequestSizeFault',
    code: 'EXCEEDED_RQST_SIZE_LIMIT',
  });
}

async function sendFault(reply: FastifyReply, fault: SoapFault, version: string): Promise<void> {
  const body = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soapEnvelope}"><soapenv:Body>${fault.body(version)}</soapenv:Body></soapenv:Envelope>`;
  await reply.code(500).type('text/xml; charset=utf-8').send(body);
}
