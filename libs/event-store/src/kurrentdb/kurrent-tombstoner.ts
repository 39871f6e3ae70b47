import { AppendOutcomeUnknown, EventStoreUnavailable, RevisionConflict } from '../event-store.errors.js';
import type { AppendResult, ExpectedRevision } from '../event-store.port.js';
import { appendFailureOf } from './append.failure.js';
import { within } from './deadline.js';
import { positionOf } from './event.codec.js';
import type { KurrentConnection } from './kurrent-connection.js';
import type { KurrentReader } from './kurrent-reader.js';

/** Deletes for good, once: a second attempt could not tell its own success from somebody else's. */
export class KurrentTombstoner {
  constructor(
    private readonly connection: KurrentConnection,
    private readonly reader: KurrentReader,
    private readonly timeoutMs: number,
  ) {}

  async tombstone(stream: string, expected: ExpectedRevision): Promise<AppendResult> {
    if (expected !== 'stream-exists') return this.at(stream, expected);
    // The client cannot send this expectation with a tombstone.
    for (;;) {
      const last = await this.reader.lastRevision(stream);
      if (last === null) throw new RevisionConflict(stream, expected, null);
      const outcome = await this.at(stream, last).catch((error: unknown) => error);
      if (!(outcome instanceof RevisionConflict)) {
        if (outcome instanceof Error) throw outcome;
        return outcome as AppendResult;
      }
    }
  }

  private async at(stream: string, expected: Exclude<ExpectedRevision, 'stream-exists'>): Promise<AppendResult> {
    const client = this.connection.client();
    const expectedRevision = typeof expected === 'number' ? BigInt(expected) : expected === 'any' ? 'any' : 'no_stream';
    try {
      const { position } = await within(this.timeoutMs, client.tombstoneStream(stream, { expectedRevision, deadline: this.timeoutMs }));
      return { revision: Number.MAX_SAFE_INTEGER, position: positionOf(position) };
    } catch (error) {
      const failure = appendFailureOf(stream, error);
      if (failure.kind === 'final') throw failure.error;
      if (failure.kind === 'conflict') throw new RevisionConflict(stream, expected, failure.actual);
      this.connection.condemn(client, error);
      if (failure.kind === 'refused') throw new EventStoreUnavailable(failure.reason, { cause: error });
      throw new AppendOutcomeUnknown(stream, { cause: error });
    }
  }
}
