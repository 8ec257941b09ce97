import { describe, expect, it } from '@jest/globals';
import { newestOfEach, objectEvents } from './notification.js';

const isOwn = (key: string): boolean => key.startsWith('archive/');
const record = (key: string, more: { sequencer?: string; name?: string; versionId?: string } = {}) => ({
  eventName: more.name ?? 'ObjectCreated:Put',
  eventTime: '2026-01-31T09:30:00.000Z',
  s3: {
    bucket: { name: 'b' },
    object: { key, ...(more.sequencer !== undefined && { sequencer: more.sequencer }), versionId: more.versionId ?? null },
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
    expect(objectEvents(bridge)).toMatchObject([{ kind: 'created', key: 'a b', versionId: 'v1', sequencer: '00a' }]);
    expect(objectEvents('{"hello":1}')).toBeUndefined();
    expect(objectEvents('no json')).toBeUndefined();
  });

  it('S3-11 takes the newest of events that come three times and out of order, whatever the length of their sequencers', () => {
    const events = ['0A', '1b0', '1b0', '1b0', 'ff'].flatMap(
      (sequencer) => objectEvents(s3Message(record('k', { sequencer, versionId: sequencer }))) ?? [],
    );
    expect(newestOfEach(events, isOwn)).toMatchObject([{ key: 'k', versionId: '1b0' }]);
    expect(newestOfEach(events.toReversed(), isOwn)).toMatchObject([{ key: 'k', versionId: '1b0' }]);
  });

  it('S3-12 leaves out the test event, deletions, and what DataWald has put there itself', () => {
    expect(objectEvents(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }))).toEqual([]);
    const events =
      objectEvents(s3Message(record('gone', { name: 'ObjectRemoved:Delete' }), record('archive/x.csv'), record('in/x.csv'))) ?? [];
    expect(newestOfEach(events, isOwn).map(({ key }) => key)).toEqual(['in/x.csv']);
  });
});
