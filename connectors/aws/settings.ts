import { z } from 'zod';

const secret = (what: string) => z.string().min(1).describe(`${what}; give it as a reference such as \${env:AWS_SECRET}`);

const keys = z.strictObject({
  type: z.literal('keys'),
  accessKeyId: secret('The id of the access key'),
  secretAccessKey: secret('The secret of the access key'),
  sessionToken: secret('The session token that belongs to a temporary key').optional(),
});

const profile = z.strictObject({
  type: z.literal('profile'),
  name: z.string().min(1).describe('A profile of the shared config of AWS (~/.aws), SSO among them'),
});

const role = z.strictObject({
  type: z.literal('role'),
  arn: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, 'must be the ARN of a role, such as arn:aws:iam::123456789012:role/datawald')
    .describe('The role that is assumed, by whoever the default chain finds'),
  externalId: z.string().min(2).optional().describe('What the trust policy of the role asks for'),
  durationSeconds: z.int().min(900).max(43_200).default(3600).describe('For how long one session lasts; it is renewed by itself'),
});

const chain = z.strictObject({ type: z.literal('default') });

/** What every endpoint on AWS may set; spread into the settings of its connector. */
export const awsSettings = {
  region: z.string().min(1).optional().describe("Such as eu-central-1; otherwise from the machine's own AWS config"),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('In place of AWS: a compatible store, or a private endpoint'),
  credentials: z
    .discriminatedUnion('type', [keys, profile, role, chain])
    .default({ type: 'default' })
    .describe('Where credentials come from; "default" is the chain of AWS: environment, profile, web identity, container, instance'),
  maxAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe('How often the SDK itself sends a request; failed activities are tried again by the engine in any case'),
  retryMode: z.enum(['standard', 'adaptive']).default('standard').describe('How the SDK waits, where maxAttempts lets it'),
  connectTimeoutMs: z.int().min(100).default(5000).describe('Until a connection stands'),
  timeoutMs: z.int().min(1000).default(60_000).describe('From sending a request until its answer begins, and of silence within it'),
} as const;

/** The same by themselves: what the environment gives, where nothing is set. */
export const awsShape = z.strictObject(awsSettings);
export type AwsSettings = z.output<typeof awsShape>;
