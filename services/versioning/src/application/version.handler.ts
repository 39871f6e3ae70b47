import { Inject, Injectable } from '@nestjs/common';
import { commandHandlerFor, type CommandContext, type CommandHandler, type CommandOutcome, type EventStore, type HandleOptions } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import type { VersionCommand } from '../domain/version.commands.js';
import { version } from '../domain/version.decider.js';
import { upcastVersion, type VersionEvent, type VersionQueued } from '../domain/version.events.js';
import type { VersionState } from '../domain/version.state.js';

export type VersionOutcome = CommandOutcome<VersionState, VersionEvent>;
const ends = new Set<string>(['VersionReady', 'VersionCanceled', 'VersionFailed'] satisfies VersionEvent['type'][]);
export const versionStream = (versionId: string): string => `version-${versionId}`;

/** Commands on one version. */
@Injectable()
export class VersionHandler {
  private readonly handle: CommandHandler<VersionState, VersionCommand, VersionEvent>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.handle = commandHandlerFor(store, version, upcastVersion);
  }

  execute(versionId: string, command: VersionCommand, context: CommandContext, options?: HandleOptions): Promise<VersionOutcome> {
    return this.handle(versionStream(versionId), command, context, options);
  }

  now(): string {
    return this.clock.now();
  }

  /** The present state, straight from the log. */
  async load(versionId: string): Promise<VersionState> {
    let state = version.initialState;
    for await (const stored of this.store.readStream(versionStream(versionId))) state = version.evolve(state, upcastVersion(stored));
    return state;
  }

  /** Position of the event that ended the version's run, straight from the log; null while it has not ended. */
  async endOf(versionId: string): Promise<number | null> {
    for await (const { type, position } of this.store.readStream(versionStream(versionId))) if (ends.has(type)) return position;
    return null;
  }

  /** How a version began, straight from the log; null where there is none. */
  async beginning(versionId: string): Promise<VersionQueued['data'] | null> {
    for await (const stored of this.store.readStream(versionStream(versionId), { limit: 1 })) {
      const event = upcastVersion(stored);
      if (event.type === 'VersionQueued') return event.data;
    }
    return null;
  }
}
