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
import { InjectView, type ViewReader } from '@daybook/views';
import type { VersionQueued } from '../domain/version.events.js';
import { versionRow, type VersionRow } from '../projections/version-row.projection.js';
import { versionStream } from './version.handler.js';

export type NewVersion = Omit<VersionQueued['data'], 'versionId' | 'number' | 'at'>;
export type Queued = Readonly<{ versionId: string; number: number; revision: number; position: number }>;

/**
 * Gives a new version the next number of its repository without a coordinator: its first event goes to the stream of
 * that number, which must not exist. The view's latest number is a lower bound; a number is only tried once the one
 * below it is known to exist, so that there is never a gap.
 */
@Injectable()
export class QueueVersionHandler {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @InjectView(versionRow) private readonly rows: ViewReader<VersionRow>,
  ) {}

  /** @throws CommandReused */
  queue(version: NewVersion, context: CommandContext): Promise<Queued> {
    const { traceparent } = context;
    const work: Work = { kind: 'command', name: 'QueueVersion', attributes: { repository: version.repositoryId }, traceparent };
    return observed(work, (own) => this.take(version, { ...context, ...traced(own.traceparent) }, own));
  }

  private async take(version: NewVersion, context: CommandContext, work: Work): Promise<Queued> {
    const { repositoryId } = version;
    const latest = await this.latestNumber(repositoryId);
    // Asked after the latest number: an earlier execution is either in the view by now, or above that number.
    const earlier = await this.rows.query({ where: [{ field: 'commandId', op: 'eq', value: context.commandId }], limit: 1 });
    const found = earlier.items.find(({ view }) => view.repositoryId === repositoryId);
    work.outcome = found === undefined ? 'appended' : 'replayed';
    if (found !== undefined) return this.replay(found.view.versionId, found.view.number, context);
    for (let number = latest + 1; ; number += 1) {
      const queued = await this.tryNumber(number, version, context);
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
      const event = { type: 'VersionQueued', schemaVersion: 2, data, id, metadata: context } as const;
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

  private async latestNumber(repositoryId: string): Promise<number> {
    const { items } = await this.rows.query({
      where: [{ field: 'repositoryId', op: 'eq', value: repositoryId }],
      sort: [{ field: 'number', direction: 'desc' }],
      limit: 1,
    });
    return items[0]?.view.number ?? 0;
  }
}
