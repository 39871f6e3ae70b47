import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { Fact, FactBatch } from '@daybook/messaging';
import { InvalidRequest } from '../service-kit.errors.js';
import { readerSignal, resumeAt, streamFacts } from './server-sent-events.js';

/** A reader that takes one write and then no more until it is drained. */
class Reader extends EventEmitter {
  readonly written: string[] = [];
  destroyed = false;
  ended = false;
  full = false;
  status = 0;

  writeHead(status: number): void {
    this.status = status;
  }

  write(text: string): boolean {
    this.written.push(text);
    return !this.full;
  }

  end(): void {
    this.ended = true;
  }

  get response(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}

const fact = (position: number, type = 'daybook.version.starred.v1') =>
  ({ position, type, data: { n: position } }) as unknown as Fact;
const batch = (...facts: Fact[]): FactBatch => ({ facts, position: facts.at(-1)?.position ?? 0, caughtUp: true });

describe('a feed of facts', () => {
  it('gives each fact its position as id', async () => {
    const reader = new Reader();
    await streamFacts(
      reader.response,
      (async function* () {
        yield batch(fact(4), fact(9));
      })(),
    );
    const [, frames] = reader.written;
    expect(frames).toBe(
      'id: 4\nevent: daybook.version.starred.v1\ndata: {"position":4,"type":"daybook.version.starred.v1","data":{"n":4}}\n\n' +
        'id: 9\nevent: daybook.version.starred.v1\ndata: {"position":9,"type":"daybook.version.starred.v1","data":{"n":9}}\n\n',
    );
    expect(reader).toMatchObject({ status: 200, ended: true });
  });

  it('ends with the last fact that was wanted', async () => {
    const reader = new Reader();
    let asked = 0;
    const batches = async function* () {
      for (asked = 1; ; asked += 1) yield batch(fact(asked * 2), fact(asked * 2 + 1));
    };
    await streamFacts(reader.response, batches(), ({ position }) => position === 4);
    expect(asked).toBe(2);
    expect(reader.written.join('')).toContain('id: 4\n');
    expect(reader.written.join('')).not.toContain('id: 5\n');
  });

  it('waits for a reader that is slow, and reads no further meanwhile', async () => {
    const reader = new Reader();
    reader.full = true;
    let asked = 0;
    const batches = async function* () {
      for (asked = 1; asked <= 2; asked += 1) yield batch(fact(asked));
    };
    const streaming = streamFacts(reader.response, batches());
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(1);
    reader.full = false;
    reader.emit('drain');
    await streaming;
    expect(asked).toBe(3);
  });

  it('lets go of a reader that has gone while it was waited for', async () => {
    const reader = new Reader();
    const signal = readerSignal(reader.response);
    reader.full = true;
    const streaming = streamFacts(
      reader.response,
      (async function* () {
        yield batch(fact(1));
      })(),
    );
    await new Promise((resolve) => setImmediate(resolve));
    reader.emit('close');
    await streaming;
    expect(signal.aborted).toBe(true);
  });

  it('goes on after what a reader has seen last', () => {
    expect(resumeAt('41')).toBe(41);
    expect(resumeAt('41', 7)).toBe(41);
    expect(resumeAt(undefined, 7)).toBe(7);
  });

  it('is refused to whoever has seen what nobody sent', () => {
    for (const id of ['forty', '', '-1']) expect(() => resumeAt(id, 7)).toThrow(InvalidRequest);
  });
});
