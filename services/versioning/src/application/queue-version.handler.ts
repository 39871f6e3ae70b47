import { Inject, Injectable } from '@nestjs/common';
import {
  commandEventId,
  CommandReused,
  observed,
  observedAppend,
  RevisionConflict,
  traced,
  type CommandContext,
  type EventStore,
  type Work,
} from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import type { VersionQueued } from '../domain/version.events.js';
import { versionStream } from './version.handler.js';
import { VersionNumbers } from './version.numbers.js';

export type NewVersion = Omit<VersionQueued['data'], 'versionId' | 'number' | 'at'>;
export type Queued = Readonly<{ versionId: string; number: number; revision: number; position: number }>;

/**
 * Gives a new version the next number of its repository without a coordinator: its first event goes to the stream of
 * that number, which must not exist. A number is only tried once the one below it is known to exist, so that there is
 * never a gap.
 */
@Injectable()
export class QueueVersionHandler {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly numbers: VersionNumbers,
  ) {}

  /** @throws CommandReused */
  queue(version: NewVersion, context: CommandContext): Promise<Queued> {
    const { traceparent } = context;
    const work: Work = { kind: 'command', name: 'QueueVersion', attributes: { repository: version.repositoryId }, traceparent };
    return observed(work, (own) => this.take(version, { ...context, ...traced(own.traceparent) }, own));
  }

  private async take(version: NewVersion, context: CommandContext, work: Work): Promise<Queued> {
    const { repositoryId } = version;
    const latest = await this.numbers.latest(repositoryId);
    // An earlier execution has a number up to the latest, or is met on the way up. Without a key of the caller's there is none.
    const earlier = context.commandDigest === undefined ? null : await this.numbers.takenBy(context.commandId, repositoryId, latest);
    work.outcome = earlier === null ? 'appended' : 'replayed';
    if (earlier !== null) return this.replay(`${repositoryId}-${earlier}`, earlier, context);
    for (let number = latest + 1; ; number += 1) {
      const queued = await this.tryNumber(number, version, context);
      this.numbers.taken(repositoryId, number);
      if (queued !== null) return queued;
    }
  }

  private async tryNumber(number: number, version: NewVersion, context: CommandContext): Promise<Queued | null> {
    const { repositoryId } = version;
    const versionId = `${repositoryId}-${number}`;
    const data: VersionQueued['data'] = { ...version, versionId, number, at: this.clock.now() };
    // The same whatever the number, so that a retry recognises itself; another one for other content under its name.
    const id = commandEventId(context.commandId, `versions-of-${repositoryId}/${context.commandDigest ?? ''}`, 0);
    try {
      const event = { type: 'VersionQueued', schemaVersion: 3, data, id, metadata: context } as const;
      const { revision, position } = await observedAppend(this.store)(versionStream(versionId), [event], 'no-stream');
      return { versionId, number, revision, position };
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      const first = await this.first(versionId);
      return first?.metadata.commandId === context.commandId ? this.replay(versionId, number, context) : null;
    }
  }

  private async replay(versionId: string, number: number, context: CommandContext): Promise<Queued> {
    const first = await this.first(versionId);
    if (first?.metadata.commandDigest !== context.commandDigest) throw new CommandReused(context.commandId);
    return { versionId, number, revision: 0, position: first?.position ?? 0 };
  }

  private async first(versionId: string) {
    for await (const event of this.store.readStream(versionStream(versionId), { limit: 1 })) return event;
    return null;
  }
}
