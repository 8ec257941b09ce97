import type { FastifyInstance } from 'fastify';
import { ZodError, z } from 'zod';
import { toObjectType } from './definitions.js';
import type { Portal } from './portal.js';
import { ruleSchema } from './rules.js';

const mergeBody = z.strictObject({ object: z.string(), from: z.string(), into: z.string() });

/**
 * What an admin would do in the browser, for tests and for people who try things out:
 *
 * - `GET /__sandbox/rules` lists, `POST` adds one rule or a list, `DELETE` clears, `DELETE /__sandbox/rules/:id` takes one away
 * - `POST /__sandbox/merge` merges `from` into `into`
 */
export function addPortalControl(app: FastifyInstance, portal: Portal): void {
  app.get('/__sandbox/rules', () => portal.rules.list());
  app.post('/__sandbox/rules', async (request, reply) => {
    try {
      const inputs = z.array(ruleSchema).parse(Array.isArray(request.body) ? request.body : [request.body]);
      return await reply.code(201).send(inputs.map((input) => portal.rules.add(input)));
    } catch (error) {
      if (!(error instanceof ZodError)) throw error;
      return await reply.code(400).send({ message: `That is no rule: ${z.prettifyError(error)}` });
    }
  });
  app.delete('/__sandbox/rules', async (_request, reply) => {
    portal.rules.clear();
    await reply.code(204).send();
  });
  app.delete('/__sandbox/rules/:id', async (request, reply) => {
    const isGone = portal.rules.remove((request.params as { readonly id: string }).id);
    await reply.code(isGone ? 204 : 404).send();
  });
  app.post('/__sandbox/merge', async (request, reply) => {
    const { object, from, into } = mergeBody.parse(request.body);
    const type = toObjectType(object);
    if (type === undefined) return await reply.code(400).send({ message: `"${object}" is no object type` });
    portal.merge(type, from, into);
    return await reply.code(204).send();
  });
}
