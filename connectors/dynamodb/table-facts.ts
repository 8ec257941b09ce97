import { z } from 'zod';

const key = z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) });
const index = z.object({
  IndexName: z.string(),
  KeySchema: z.array(key),
  Projection: z.object({ ProjectionType: z.string().default('ALL') }).default({ ProjectionType: 'ALL' }),
});
const description = z.object({
  Table: z.object({
    KeySchema: z.array(key),
    AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
    GlobalSecondaryIndexes: z.array(index).default([]),
    LocalSecondaryIndexes: z.array(index).default([]),
    LatestStreamArn: z.string().optional(),
    StreamSpecification: z.object({ StreamEnabled: z.boolean().optional(), StreamViewType: z.string().optional() }).optional(),
  }),
});

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface KeyNames {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}

export interface IndexFacts extends KeyNames {
  readonly isWhole: boolean;
}

/** What DataWald needs to know of a table. */
export interface TableFacts extends KeyNames {
  readonly indexes: ReadonlyMap<string, IndexFacts>;
  /** Where a stream is enabled. */
  readonly stream?: { readonly arn: string; readonly view: string };
}

export function tableFacts(answer: unknown): TableFacts {
  const { Table: table } = description.parse(answer);
  const types = new Map(table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const keyOf = (schema: readonly z.output<typeof key>[], kind: 'HASH' | 'RANGE'): KeyAttribute | undefined => {
    const name = schema.find(({ KeyType }) => KeyType === kind)?.AttributeName;
    return name === undefined ? undefined : { name, type: types.get(name) ?? 'S' };
  };
  const namesOf = (schema: readonly z.output<typeof key>[]): KeyNames => {
    const range = keyOf(schema, 'RANGE');
    return { hash: keyOf(schema, 'HASH') ?? { name: '', type: 'S' }, ...(range !== undefined && { range }) };
  };
  const indexes = [...table.GlobalSecondaryIndexes, ...table.LocalSecondaryIndexes].map(
    ({ IndexName, KeySchema, Projection }) => [IndexName, { ...namesOf(KeySchema), isWhole: Projection.ProjectionType === 'ALL' }] as const,
  );
  const { LatestStreamArn: arn, StreamSpecification: stream } = table;
  const isStreaming = arn !== undefined && stream?.StreamEnabled !== false;
  return {
    ...namesOf(table.KeySchema),
    indexes: new Map(indexes),
    ...(isStreaming && { stream: { arn, view: stream?.StreamViewType ?? 'NEW_IMAGE' } }),
  };
}
