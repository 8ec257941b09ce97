import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { notFound } from './answers.js';
import { parseBody } from './batches.js';
import { objectTypes } from './definitions.js';
import type { Gate } from './gate.js';
import { typeOf } from './object-routes.js';
import type { Portal } from './portal.js';

const propertyBody = z.object({
  name: z.string(),
  label: z.string().optional(),
  type: z.enum(['string', 'number', 'bool', 'date', 'datetime', 'enumeration', 'phone_number']),
  fieldType: z.string(),
  groupName: z.string().optional(),
  description: z.string().optional(),
  hasUniqueValue: z.boolean().optional(),
  options: z.array(z.object({ label: z.string().optional(), value: z.string() })).optional(),
});

/** Properties: what there is, and adding one. */
export function addPropertyRoutes(app: FastifyInstance, portal: Portal): void {
  for (const prefix of ['/crm/v3/properties/:type', '/crm/properties/:version/:type']) {
    app.get(prefix, (request) => ({ results: [...portal.definitions(typeOf(request)).values()] }));
    app.get(`${prefix}/:name`, (request) => {
      const { name } = request.params as { readonly name: string };
      const definition = portal.definitions(typeOf(request)).get(name);
      if (definition === undefined) throw notFound(`Property ${name} does not exist`);
      return definition;
    });
    app.post(prefix, async (request, reply) => {
      const definition = portal.addProperty(typeOf(request), parseBody(propertyBody, request.body));
      await reply.code(201).send(definition);
    });
  }
}

/** The account, what is left of its daily requests, and what a token may do. */
export function addAccountRoutes(app: FastifyInstance, parts: { readonly portal: Portal; readonly gate: Gate }): void {
  const { portal, gate } = parts;
  app.get('/account-info/:version/details', () => ({
    portalId: portal.id,
    accountType: 'DEVELOPER_TEST',
    timeZone: 'UTC',
    companyCurrency: 'EUR',
    additionalCurrencies: [],
    utcOffset: '+00:00',
    utcOffsetMilliseconds: 0,
    uiDomain: 'app.hubspot.example',
    dataHostingLocation: 'eu1',
  }));
  app.get('/account-info/:version/api-usage/daily/private-apps', () => {
    const now = portal.now();
    const midnight = new Date(Math.floor(now.getTime() / 86_400_000 + 1) * 86_400_000);
    const usage = { name: 'private-apps-api-calls-daily', usageLimit: gate.options.limits.daily, currentUsage: gate.usedToday };
    return { results: [{ ...usage, collectedAt: now.toISOString(), fetchStatus: 'SUCCESS', resetsAt: midnight.toISOString() }] };
  });
  app.post('/oauth/v2/private-apps/get/access-token-info', () => ({
    userId: 1,
    hubId: portal.id,
    appId: 1,
    scopes: gate.options.scopes ?? allScopes,
  }));
}

const allScopes = objectTypes.flatMap((type) => [`crm.objects.${type}.read`, `crm.objects.${type}.write`]);
