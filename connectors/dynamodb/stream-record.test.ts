import { describe, expect, it } from '@jest/globals';
import { fromItem } from './attribute-value.js';
import { decodeStreamRecord } from './stream-record.js';

/** As Lambda gives it to some runtimes: every member that an attribute value can have, most of them null. */
function withNulls(member: object): object {
  return { S: null, N: null, B: null, BOOL: null, NULL: null, M: null, L: null, SS: null, NS: null, BS: null, ...member };
}

const record = {
  eventID: '1',
  eventName: 'MODIFY',
  eventSource: 'aws:dynamodb',
  eventSourceARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000',
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { pk: withNulls({ S: 'order' }) },
    NewImage: {
      text: withNulls({ S: '' }),
      number: withNulls({ N: '12345678901234567' }),
      small: withNulls({ N: '0.1' }),
      bytes: withNulls({ B: 'aGk=' }),
      isOpen: withNulls({ BOOL: false }),
      nothing: withNulls({ NULL: true }),
      map: withNulls({ M: { list: withNulls({ L: [withNulls({ S: 'a' }), withNulls({ M: {} })] }) } }),
      texts: withNulls({ SS: ['a', 'b'] }),
      numbers: withNulls({ NS: ['1', '2.5'] }),
      blobs: withNulls({ BS: ['aGk='] }),
    },
    OldImage: null,
    SequenceNumber: '111',
    SizeBytes: 10,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
};

describe('a record of a stream', () => {
  it('is the same change from an event of Lambda and from the SDK, whatever its attributes', () => {
    const change = decodeStreamRecord(record);
    expect(change).toMatchObject({
      kind: 'modify',
      table: 'orders',
      keys: { pk: { S: 'order' } },
      sequenceNumber: '111',
      at: '2026-01-01T00:00:00.000000Z',
      isExpiry: false,
    });
    expect(change).not.toHaveProperty('oldImage');
    const image = change.kind === 'unknown' ? {} : (change.newImage ?? {});
    expect(fromItem(image)).toEqual({
      text: '',
      number: '12345678901234567',
      small: 0.1,
      bytes: 'aGk=',
      isOpen: false,
      nothing: null,
      map: { list: ['a', {}] },
      texts: ['a', 'b'],
      numbers: [1, 2.5],
      blobs: ['aGk='],
    });
    const { eventSourceARN: _arn, ...fromSdk } = {
      ...record,
      dynamodb: {
        ...record.dynamodb,
        NewImage: { ...image, bytes: { B: Buffer.from('hi') } },
        ApproximateCreationDateTime: new Date(1_767_225_600_000),
      },
    };
    expect(decodeStreamRecord(fromSdk)).toEqual({ ...change, table: undefined, newImage: { ...image, bytes: { B: Buffer.from('hi') } } });
  });

  it('DDB-17 tells what DynamoDB has deleted by itself from what others have', () => {
    const removed = { ...record, eventName: 'REMOVE' };
    expect(decodeStreamRecord(removed)).toMatchObject({ kind: 'remove', isExpiry: false });
    const service = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    expect(decodeStreamRecord({ ...removed, userIdentity: service })).toMatchObject({ isExpiry: true });
    expect(decodeStreamRecord({ ...removed, userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } })).toMatchObject({
      isExpiry: true,
    });
    expect(decodeStreamRecord({ ...record, userIdentity: service })).toMatchObject({ isExpiry: false });
  });

  it('DDB-18 says of one that is none where it stands, and what is wrong', () => {
    const poisoned = { ...record, dynamodb: { ...record.dynamodb, NewImage: { total: { S: 5 } } } };
    expect(decodeStreamRecord(poisoned)).toMatchObject({
      kind: 'unknown',
      sequenceNumber: '111',
      message: expect.stringContaining('dynamodb.NewImage'),
    });
    expect(decodeStreamRecord('nonsense')).toMatchObject({ kind: 'unknown' });
  });
});
