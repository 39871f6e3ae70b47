import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { EngineHeartbeat, EngineStatusReport, RunReport } from '@daybook/contracts';
import { reactionCommandId, traced, type CommandContext } from '@daybook/event-store';
import { EngineHeartbeats, EngineReports } from '@daybook/messaging';
import { EngineHandler } from '../application/engine.handler.js';
import { LeaseMonitor } from '../application/lease.monitor.js';
import { RunLogBuffer } from '../application/run-log.buffer.js';
import { Requeue } from '../application/requeue.js';
import { RunHandler } from '../application/run.handler.js';
import { service } from '../projections/known.projections.js';

type Report<T extends RunReport['type']> = Extract<RunReport, { type: T }>;
type Status<T extends EngineStatusReport['type']> = Extract<EngineStatusReport, { type: T }>;

/** What engines say. */
@Controller()
export class ReportReactions {
  constructor(
    private readonly engines: EngineHandler,
    private readonly leases: LeaseMonitor,
    private readonly runs: RunHandler,
    private readonly requeue: Requeue,
    private readonly logs: RunLogBuffer,
  ) {}

  @EngineReports(service, 'registered')
  async onRegistered(@Payload() { type, at: _at, ...registration }: Status<'registered'>): Promise<void> {
    const { engineId, instanceId } = registration;
    const commandId = reactionCommandId(instanceId, type);
    const context = { actor: `engine:${engineId}`, correlationId: commandId, commandId };
    const { state } = await this.engines.execute(engineId, { type: 'Register', data: registration }, context);
    // Said again by a former instance, it means nothing any more.
    if (state.status !== 'absent' && state.registration.instanceId === instanceId) this.leases.heard(registration);
  }

  @EngineHeartbeats(service)
  onHeartbeat(@Payload() heartbeat: EngineHeartbeat): Promise<void> {
    return this.leases.onHeartbeat(heartbeat);
  }

  @EngineReports(service, 'accepted')
  async onAccepted(@Payload() report: Report<'accepted'>): Promise<void> {
    const { runId, attempt, at } = report;
    await this.runs.execute(runId, { type: 'AcceptRun', data: { attempt, at } }, contextOf(report));
  }

  @EngineReports(service, 'phase')
  async onPhase(@Payload() report: Report<'phase'>): Promise<void> {
    const { runId, attempt, phase, at } = report;
    await this.runs.execute(runId, { type: 'StartPhase', data: { attempt, phase, at } }, contextOf(report));
  }

  @EngineReports(service, 'dataset')
  async onDataset(@Payload() report: Report<'dataset'>): Promise<void> {
    const { runId, attempt, rows, at } = report;
    await this.runs.execute(runId, { type: 'RecordSplit', data: { attempt, rows, at } }, contextOf(report));
  }

  @EngineReports(service, 'evaluated')
  async onEvaluated(@Payload() report: Report<'evaluated'>): Promise<void> {
    const { runId, attempt, epoch, step, epochs, metrics, best, learningRate, at } = report;
    await this.runs.recordEvaluation(runId, { attempt, epoch, step, epochs, metrics, best, learningRate, at }, contextOf(report));
  }

  @EngineReports(service, 'checkpoint')
  async onCheckpoint(@Payload() report: Report<'checkpoint'>): Promise<void> {
    const { runId, attempt, kind, epoch, artifact, at } = report;
    await this.runs.execute(runId, { type: 'RecordCheckpoint', data: { attempt, kind, epoch, artifact, at } }, contextOf(report));
  }

  @EngineReports(service, 'log')
  onLog(@Payload() report: Report<'log'>): void {
    this.logs.add(report);
  }

  @EngineReports(service, 'completed')
  async onCompleted(@Payload() report: Report<'completed'>): Promise<void> {
    const { runId, attempt, artifacts, metrics, bestEpoch, epochs, at } = report;
    await this.logs.flush(runId, attempt);
    await this.runs.execute(runId, { type: 'CompleteRun', data: { attempt, artifacts, metrics, bestEpoch, epochs, at } }, contextOf(report));
  }

  @EngineReports(service, 'failed')
  async onFailed(@Payload() report: Report<'failed'>): Promise<void> {
    const { runId, attempt, phase, errorCode, message, logTail, at } = report;
    await this.logs.flush(runId, attempt);
    await this.runs.execute(runId, { type: 'FailRun', data: { attempt, phase, errorCode, message, logTail, at } }, contextOf(report));
  }

  @EngineReports(service, 'crashed')
  async onCrashed(@Payload() report: Report<'crashed'>): Promise<void> {
    const { runId, attempt, message, logTail } = report;
    await this.logs.flush(runId, attempt);
    await this.requeue.attempt({ runId, attempt, reason: 'attempt-crashed', message, logTail }, contextOf(report));
  }

  @EngineReports(service, 'canceled')
  async onCanceled(@Payload() report: Report<'canceled'>): Promise<void> {
    const { runId, attempt } = report;
    await this.logs.flush(runId, attempt);
    await this.requeue.released(runId, attempt, contextOf(report));
  }
}

/** The same report is the same command. */
const contextOf = ({ runId, attempt, engineId, sequence, type, traceparent }: RunReport): CommandContext => {
  const commandId = reactionCommandId(`${runId}/${attempt}/${engineId}/${sequence}`, type);
  return { actor: `engine:${engineId}`, correlationId: runId, commandId, ...traced(traceparent) };
};
