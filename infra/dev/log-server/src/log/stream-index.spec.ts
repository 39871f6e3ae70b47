import { describe, expect, it } from '@jest/globals';
import type { LoggedEvent } from './logged-event.js';
import { StreamIndex } from './stream-index.js';

const index = (...events: (readonly [stream: string, revision: number, data?: string])[]): StreamIndex => {
  const filled = new StreamIndex();
  events.forEach(([stream, revision, data = '{}'], position) => filled.apply(logged(stream, revision, position, data)));
  return filled;
};

const logged = (stream: string, revision: number, position: number, data: string): LoggedEvent => ({
  stream,
  revision,
  position,
  type: stream.startsWith('$$') ? '$metadata' : 'Noted',
  data: Buffer.from(data),
  metadata: new Uint8Array(),
  id: `id-${position}`,
  isJson: true,
  createdMs: 0,
  isTombstone: false,
});

const tombstone = (stream: string): LoggedEvent => ({ ...logged(stream, 1, 9, ''), type: '$streamDeleted', isTombstone: true });

describe('What a stream looks like', () => {
  it('is absent before its first event', () => {
    expect(index().stateOf('a')).toEqual({ last: -1, tombstoned: false, softDeleted: false, hasMetadata: false, readableFrom: 0, maxAgeMs: Infinity });
  });

  it.each([
    ['{"$tb": 1}', { readableFrom: 1 }],
    ['{"$maxCount": 2}', { readableFrom: 1 }],
    ['{"$maxCount": 9}', { readableFrom: 0 }],
    ['{"$tb": 1, "$maxCount": 1}', { readableFrom: 2 }],
    ['{"$maxAge": 60}', { readableFrom: 0, maxAgeMs: 60_000 }],
    ['{"$tb": -1, "$maxCount": "2"}', { readableFrom: 0 }],
    ['no JSON', { readableFrom: 0 }],
    ['null', { readableFrom: 0 }],
  ])('follows its metadata %s', (metadata, state) => {
    expect(index(['a', 0], ['a', 1], ['a', 2], ['$$a', 0, metadata]).stateOf('a')).toMatchObject({ last: 2, hasMetadata: true, softDeleted: false, ...state });
  });

  it('follows the latest metadata only', () => {
    expect(index(['a', 0], ['$$a', 0, '{"$tb": 1}'], ['$$a', 1, '{}']).stateOf('a')).toMatchObject({ readableFrom: 0 });
  });

  it('is deleted until the next event, which need not have new metadata', () => {
    const deletion = '{"$tb":9223372036854775807}';
    expect(index(['a', 0], ['$$a', 0, deletion]).stateOf('a')).toMatchObject({ softDeleted: true, last: 0 });
    expect(index(['a', 0], ['$$a', 0, deletion], ['a', 1]).stateOf('a')).toMatchObject({ softDeleted: false, readableFrom: 1 });
    expect(index(['a', 0], ['$$a', 0, deletion], ['a', 1], ['$$a', 1, '{"$tb":1}']).stateOf('a')).toMatchObject({ softDeleted: false, readableFrom: 1 });
  });

  it('is read from its last event when it is metadata', () => {
    expect(index(['$$a', 0], ['$$a', 1]).stateOf('$$a')).toMatchObject({ last: 1, readableFrom: 1 });
  });

  it('ends with a tombstone, and its metadata with it for readers', () => {
    const ended = index(['a', 0], ['$$a', 0]);
    ended.apply(tombstone('a'));
    expect(ended.stateOf('a')).toMatchObject({ tombstoned: true, last: 0 });
    expect(ended.stateOf('$$a')).toMatchObject({ tombstoned: false });
    expect(['a', '$$a', 'b'].map((stream) => ended.hasEnded(stream))).toEqual([true, true, false]);
  });
});
