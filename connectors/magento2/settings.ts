import { z } from 'zod';

const secret = (what: string) => z.string().min(1).describe(`${what}; give it as a reference such as \${env:SHOP_TOKEN}`);

const integrationAuth = z.strictObject({
  type: z.literal('integration'),
  accessToken: secret('The access token of the integration, sent as a bearer token'),
});

const oauthAuth = z.strictObject({
  type: z.literal('oauth1'),
  consumerKey: secret('The consumer key of the integration'),
  consumerSecret: secret('The consumer secret of the integration'),
  accessToken: secret('The access token of the integration'),
  accessTokenSecret: secret('The access token secret of the integration'),
});

/** The `settings` of an endpoint with the connector `magento2`. */
export const magento2Settings = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/, message: 'must be an address such as https://shop.example' })
    .refine((url) => !/\/rest(\/.*)?$/.test(url), 'must end before /rest: the connector adds /rest/{storeCode}/V1 itself')
    .refine((url) => !/^https?:\/\/[^/]*@/.test(url), 'must hold no user and no password')
    .describe('Where the shop answers, without /rest'),
  storeCode: z
    .string()
    .regex(/^[a-z]\w*$/i, 'must be a store view code: letters, digits and underscores')
    .default('all')
    .describe('The store view whose values are read, or "all" for the global ones'),
  auth: z.discriminatedUnion('type', [integrationAuth, oauthAuth]).describe('How requests are authorised'),
  maxPageSize: z
    .int()
    .min(1)
    .max(10_000)
    .default(300)
    .describe('The most records asked for at once; lowered by itself where the shop allows fewer'),
  timeoutMs: z.int().min(1000).default(60_000).describe('From sending a request to the last byte of its answer'),
});

export type Magento2Settings = z.output<typeof magento2Settings>;
