import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RevisionConflict, StreamDeleted, type ExpectedRevision } from '@daybook/event-store';
import { temporaryDirectory } from '@daybook/testing';
import { EventLogModel, type Outcome } from '../fixtures/event-log.model.js';
import { EventLog } from './event-log.js';
import type { ProposedEvent } from './logged-event.js';
import { metadataStreamOf } from './stream-names.js';

type System = { log: EventLog };
type Command = fc.AsyncCommand<EventLogModel, System>;

const names = ['notes-1', 'notes-2', 'späße/3'];
const stream = fc.constantFrom(...names);
// Few enough that retries, halves of retries and the same event twice are common.
const eventId = fc.nat(5).map((number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);
const expectedRevision: fc.Arbitrary<ExpectedRevision> = fc.oneof(fc.constantFrom('any', 'no-stream', 'stream-exists'), fc.nat(6));

const event = (id: string, type: string, data: unknown): ProposedEvent => {
  return { id, type, isJson: true, data: Buffer.from(JSON.stringify(data)), metadata: new Uint8Array() };
};

const outcomeOf = async (result: Promise<Readonly<{ revision: number }>>): Promise<Outcome> => {
  try {
    return { revision: (await result).revision };
  } catch (error) {
    if (error instanceof StreamDeleted) return 'deleted';
    if (error instanceof RevisionConflict) return 'wrong-expected-version';
    throw error;
  }
};

const readable = async ({ reads }: EventLog, name: string): Promise<readonly string[] | 'deleted' | null> => {
  try {
    if (!reads.isFound(name)) return null;
  } catch {
    return 'deleted';
  }
  const ids: string[] = [];
  for await (const { id } of reads.stream({ stream: name, from: 'start', direction: 'forwards', count: Infinity })) ids.push(id);
  return ids;
};

const command = (name: string, run: (model: EventLogModel, system: System) => Promise<void>): Command => ({
  check: () => true,
  run: async (model, system) => {
    await run(model, system);
    for (const each of names) expect(await readable(system.log, each)).toEqual(model.read(each));
  },
  toString: () => name,
});

const append = fc.tuple(stream, expectedRevision, fc.uniqueArray(eventId, { minLength: 1, maxLength: 3 })).map(([name, expected, ids]) =>
  command(`append ${ids.map((id) => Number(id.slice(-4))).join()} to ${name} at ${expected}`, async (model, { log }) => {
    const events = ids.map((id) => event(id, 'Noted', { id }));
    expect(await outcomeOf(log.append(name, events, expected))).toEqual(model.append(name, ids, expected));
  }),
);

const remove = stream.map((name) =>
  command(`delete ${name}`, async (model, { log }) => {
    const outcome = await outcomeOf(log.delete(name, 'any'));
    // A deletion answers with the revision of the metadata.
    expect(typeof outcome).toBe(typeof model.delete(name));
  }),
);

const tombstone = stream.map((name) =>
  command(`tombstone ${name}`, async (model, { log }) => {
    expect(typeof (await outcomeOf(log.tombstone(name, 'any')))).toBe(typeof model.tombstone(name));
  }),
);

const metadata = fc.tuple(stream, fc.nat(4), fc.boolean()).map(([name, number, truncates]) =>
  command(`${truncates ? 'truncate before' : 'keep'} ${number} in ${name}`, async (model, { log }) => {
    await log.append(metadataStreamOf(name), [event(randomUUID(), '$metadata', truncates ? { $tb: number } : { $maxCount: number + 1 })], 'any');
    model.setMetadata(name, truncates ? { truncateBefore: number } : { maxCount: number + 1 });
  }),
);

describe('The log server\'s log', () => {
  const directory = temporaryDirectory();

  it('does as KurrentDB, whatever is appended, deleted, ended, hidden and retried, and after restarts', async () => {
    let file = '';
    const restart = fc.constant(
      command('restart', async (model, system) => {
        await system.log.close();
        system.log = await EventLog.open(file);
        model.restart();
      }),
    );
    const weighted = fc.oneof({ weight: 12, arbitrary: append }, { weight: 3, arbitrary: remove }, tombstone, { weight: 2, arbitrary: metadata }, restart);
    await fc.assert(
      fc.asyncProperty(fc.commands([weighted], { maxCommands: 25, size: '+1' }), async (commands) => {
        file = join(directory, `${randomUUID()}.db`);
        const system: System = { log: await EventLog.open(file) };
        try {
          await fc.asyncModelRun(() => ({ model: new EventLogModel(), real: system }), commands);
        } finally {
          await system.log.close();
        }
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});
