import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { MongoLink } from './mongo-link.js';

describe('a URL that the driver refuses', () => {
  let unheard: unknown[];
  const note = (reason: unknown): void => void unheard.push(reason);

  beforeEach(() => {
    unheard = [];
    process.on('unhandledRejection', note);
  });
  afterEach(() => void process.off('unhandledRejection', note));

  it.each([
    ['foo', /^Invalid scheme/],
    ['mongodb://views:99999/daybook', /^Unable to parse views:99999/],
    ['mongodb://views/daybook?bogus=1', /^option bogus is not supported/],
  ])('%s is refused in the words of the driver, and nothing is left of it', async (url, message) => {
    const before = mongoose.connections.length;
    await expect(MongoLink.connect(url)).rejects.toThrow(message);
    // Node tells of a rejection that nobody has heard once the microtasks are done.
    await new Promise(setImmediate);
    expect(unheard).toEqual([]);
    expect(mongoose.connections).toHaveLength(before);
  });
});
