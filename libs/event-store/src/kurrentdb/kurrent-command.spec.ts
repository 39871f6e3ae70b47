import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';
import { commandHandlerFor } from '../command-handler.js';
import { FakeStreams } from './fixtures/streams.fake.js';
import { KurrentEventStore } from './kurrent-event-store.js';

type Counted = EventOf<'Counted', 1, { by: number }>;
type Count = CommandOf<'Count', { by: number }>;

const counter: Decider<number, Count, Counted> = {
  initialState: 0,
  decide: ({ data }) => [{ type: 'Counted', schemaVersion: 1, data }],
  evolve: (total, { data: { by } }) => total + by,
};
const upcast = upcasterFor<Counted>({ Counted: { current: 1, steps: {} } });
const count = (by: number): Count => ({ type: 'Count', data: { by } });
const as = (commandId: string) => ({ actor: 'anna', correlationId: 'c', commandId });

describe('A command on a log in KurrentDB', () => {
  let server: FakeStreams;
  /** Only the command that gets no answer is given little time: a busy machine must not make the others unknown, too. */
  let hasty: KurrentEventStore;
  let patient: KurrentEventStore;
  beforeEach(async () => {
    server = await FakeStreams.listen();
    hasty = KurrentEventStore.connect(server.connectionString, { appendTimeoutMs: 600 });
    patient = KurrentEventStore.connect(server.connectionString);
  });
  afterEach(async () => {
    await Promise.all([hasty.close(), patient.close()]);
    server.stop();
  });

  it.each([
    ['kept', 'keep-and-hang', true],
    ['lost', 'hang', false],
  ] as const)('whose append was %s without an answer is settled by the same command, and done once', async (_, fault, replayed) => {
    const handle = commandHandlerFor(patient, counter, upcast);
    await handle('counter-1', count(1), as('first'));
    server.appendFaults.push(fault, fault, fault, fault);
    await expect(commandHandlerFor(hasty, counter, upcast)('counter-1', count(2), as('second'))).rejects.toMatchObject({ code: 'append-outcome-unknown' });
    server.appendFaults.length = 0;
    expect(await handle('counter-1', count(2), as('second'))).toMatchObject({ state: 3, revision: 1, replayed });
    expect(await handle('counter-1', count(4), as('third'))).toMatchObject({ state: 7, revision: 2 });
    expect(server.log).toHaveLength(3);
  });
});
