import { describe, expect, it } from '@jest/globals';
import { objectEvents } from './notification.js';

const record = (key: string, more: { name?: string; versionId?: string } = {}) => ({
  eventName: more.name ?? 'ObjectCreated:Put',
  eventTime: '2026-01-31T09:30:00.000Z',
  s3: {
    bucket: { name: 'b' },
    object: { key, versionId: more.versionId ?? null },
  },
});
const s3Message = (...records: object[]): string => JSON.stringify({ Records: records });

describe('notifications of S3', () => {
  it('S3-10 decodes keys: a plus is a space, %2B a plus', () => {
    expect(objectEvents(s3Message(record('in/a+b%2B%C3%BC.csv')))).toMatchObject([{ kind: 'created', bucket: 'b', key: 'in/a b+ü.csv' }]);
  });

  it('S3-10 reads all three envelopes', () => {
    const sns = JSON.stringify({ Type: 'Notification', Message: s3Message(record('k')) });
    const detail = { bucket: { name: 'b' }, object: { key: 'a b', 'version-id': 'v1', sequencer: '00a' } };
    const bridge = JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', time: '2026-01-31T09:30:00Z', detail });
    expect(objectEvents(sns)).toMatchObject([{ kind: 'created', key: 'k' }]);
    expect(objectEvents(bridge)).toMatchObject([{ kind: 'created', key: 'a b', versionId: 'v1' }]);
    expect(objectEvents('{"hello":1}')).toBeUndefined();
    expect(objectEvents('no json')).toBeUndefined();
  });

  it('S3-12 leaves out the test event, and tells deletions from creations', () => {
    expect(objectEvents(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }))).toEqual([]);
    const events = objectEvents(s3Message(record('gone', { name: 'ObjectRemoved:Delete' }), record('in/x.csv')));
    expect(events?.map(({ kind }) => kind)).toEqual(['other', 'created']);
  });
});
