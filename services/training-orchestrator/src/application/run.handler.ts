import { Inject, Injectable } from '@nestjs/common';
import { commandHandlerFor, type CommandContext, type CommandHandler, type CommandOutcome, type EventStore } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import { runLog, upcastRunLog, type RunLogCommand, type RunLogEvent, type RunLogged, type RunLogState } from '../domain/run-log.decider.js';
import {
  runMetrics,
  upcastRunMetrics,
  type RunEvaluated,
  type RunMetricsCommand,
  type RunMetricsEvent,
  type RunMetricsState,
} from '../domain/run-metrics.decider.js';
import type { RunCommand } from '../domain/run.commands.js';
import { run } from '../domain/run.decider.js';
import { upcastRun, type RunEvent, type RunKey } from '../domain/run.events.js';
import type { LiveRun, RunState } from '../domain/run.state.js';

export type RunOutcome = CommandOutcome<RunState, RunEvent>;
type Evaluation = Omit<RunEvaluated['data'], 'versionId' | 'repositoryId' | 'number'>;

/** Commands on runs, their curves and their logs; a run has the id of its version. */
@Injectable()
export class RunHandler {
  private readonly handle: CommandHandler<RunState, RunCommand, RunEvent>;
  private readonly handleMetrics: CommandHandler<RunMetricsState, RunMetricsCommand, RunMetricsEvent>;
  private readonly handleLog: CommandHandler<RunLogState, RunLogCommand, RunLogEvent>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.handle = commandHandlerFor(store, run, upcastRun);
    this.handleMetrics = commandHandlerFor(store, runMetrics, upcastRunMetrics);
    this.handleLog = commandHandlerFor(store, runLog, upcastRunLog);
  }

  execute(runId: string, command: RunCommand, context: CommandContext): Promise<RunOutcome> {
    return this.handle(`run-${runId}`, command, context);
  }

  /** Also while canceling: the run may still complete, and then its curves have no hole. */
  async recordEvaluation(runId: string, evaluation: Evaluation, context: CommandContext): Promise<void> {
    const current = await this.inHand(runId, evaluation.attempt);
    if (current === null) return;
    const data = { ...current.key, ...evaluation };
    await this.handleMetrics(`runmetrics-${runId}`, { type: 'RecordEvaluation', data }, context);
  }

  async log(runId: string, lines: Omit<RunLogged['data'], 'versionId'>, context: CommandContext): Promise<void> {
    if ((await this.inHand(runId, lines.attempt)) === null) return;
    await this.handleLog(`runlog-${runId}`, { type: 'LogLines', data: { versionId: runId, ...lines } }, context);
  }

  /** Leaves nothing to show of a run that has ended. */
  async erase(key: RunKey, at: string, context: CommandContext): Promise<void> {
    const { versionId } = key;
    await this.handleMetrics(`runmetrics-${versionId}`, { type: 'EraseMetrics', data: { ...key, at } }, context);
    await this.handleLog(`runlog-${versionId}`, { type: 'EraseLog', data: { versionId, at } }, context);
    await this.handle(`run-${versionId}`, { type: 'EraseRun', data: { at } }, context);
  }

  /** The present state, straight from the log. */
  async load(runId: string): Promise<RunState> {
    let state = run.initialState;
    for await (const event of this.store.readStream(`run-${runId}`)) state = run.evolve(state, upcastRun(event));
    return state;
  }

  /** The engine that an attempt was given to; null for an attempt that never began. */
  async engineOf(runId: string, attempt: number): Promise<string | null> {
    for await (const stored of this.store.readStream(`run-${runId}`)) {
      const event = upcastRun(stored);
      if (event.type === 'RunAssigned' && event.data.attempt === attempt) return event.data.engineId;
    }
    return null;
  }

  /** Ids of a repository's runs that have not ended, however far the views are. */
  async unfinishedOf(repositoryId: string): Promise<readonly string[]> {
    const runs = new Map<string, RunState>();
    for await (const event of this.store.readAll({ streamPrefixes: [`run-${repositoryId}-`] })) {
      runs.set(event.stream, run.evolve(runs.get(event.stream) ?? run.initialState, upcastRun(event)));
    }
    return [...runs.values()].flatMap((state) => (state.status === 'queued' || isInHand(state) ? [state.key.versionId] : []));
  }

  /** The trace in which the run was queued, when there is one: what is done for it later belongs there. */
  async traceOf(runId: string): Promise<string | undefined> {
    for await (const { metadata } of this.store.readStream(`run-${runId}`, { limit: 1 })) return metadata.traceparent;
    return undefined;
  }

  now(): string {
    return this.clock.now();
  }

  /** The run, when this attempt is the one that works on it. */
  private async inHand(runId: string, attempt: number): Promise<LiveRun | null> {
    const state = await this.load(runId);
    return isInHand(state) && state.attempt === attempt ? state : null;
  }
}

/** Some engine has it. */
export const isInHand = (state: RunState): state is LiveRun & { engineId: string } =>
  (state.status === 'working' || state.status === 'canceling') && state.engineId !== null;
