import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { endWithReader } from './closed-pipe.js';

const failure = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });

describe('Output that nobody reads any more', () => {
  it('ends the command without a word, as the signal would', () => {
    const ended: number[] = [];
    const stream = new PassThrough();
    endWithReader(stream, (exitCode) => void ended.push(exitCode));
    stream.emit('error', failure('EPIPE'));
    expect(ended).toEqual([141]);
  });

  it('is not what a full disk is', () => {
    const ended: number[] = [];
    const stream = new PassThrough();
    endWithReader(stream, (exitCode) => void ended.push(exitCode));
    expect(() => stream.emit('error', failure('ENOSPC'))).toThrow('write ENOSPC');
    expect(ended).toEqual([]);
  });
});
