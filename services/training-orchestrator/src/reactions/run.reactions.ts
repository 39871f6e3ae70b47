import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ENGINE_COMMANDS, EngineUnreachable, Reaction, reactionContext, type EngineCommandSender, type Fact } from '@daybook/messaging';
import { EngineHandler } from '../application/engine.handler.js';
import { Requeue } from '../application/requeue.js';
import { RunDirectory } from '../application/run.directory.js';
import { RunHandler } from '../application/run.handler.js';
import { Scheduler } from '../application/scheduler.js';
import { service } from '../projections/known.projections.js';

/** From a queued version to a run, from an assigned run to a command, from an ended run to a free slot. */
@Controller()
export class RunReactions {
  constructor(
    private readonly runs: RunHandler,
    private readonly engines: EngineHandler,
    private readonly directory: RunDirectory,
    private readonly requeue: Requeue,
    private readonly scheduler: Scheduler,
    @Inject(ENGINE_COMMANDS) private readonly commands: EngineCommandSender,
  ) {}

  @Reaction(service, 'daybook.version.queued.v1')
  async onVersionQueued(@Payload() fact: Fact<'daybook.version.queued.v1'>): Promise<void> {
    const { versionId, repositoryId, number, configuration, dataset, at } = fact.data;
    const data = { versionId, repositoryId, number, configuration, dataset, at };
    await this.runs.execute(versionId, { type: 'QueueRun', data }, reactionContext(fact, 'queue-run'));
    this.scheduler.wake();
  }

  @Reaction(service, 'daybook.version.canceling.v1')
  async onVersionCanceling(@Payload() fact: Fact<'daybook.version.canceling.v1'>): Promise<void> {
    const { versionId, at } = fact.data;
    await this.runs.execute(versionId, { type: 'RequestCancel', data: { at } }, reactionContext(fact, 'cancel-run'));
    const state = await this.runs.load(versionId);
    if (state.status !== 'canceling' || state.engineId === null) return;
    const { engineId, attempt } = state;
    const told = await this.tell(() => this.commands.send({ type: 'cancel', engineId, runId: versionId, attempt }));
    const context = reactionContext(fact, 'cancel-on-absent-engine');
    if (!told) await this.runs.execute(versionId, { type: 'RecordCanceled', data: { attempt, at } }, context);
  }

  @Reaction(service, 'daybook.run.assigned.v1')
  async onAssigned(@Payload() fact: Fact<'daybook.run.assigned.v1'>): Promise<void> {
    const { versionId: runId, attempt, engineId } = fact.data;
    const state = await this.runs.load(runId);
    if (state.status !== 'working' || state.attempt !== attempt) return;
    const { configuration, dataset, checkpoint } = state;
    const told = await this.tell(() =>
      this.commands.send({ type: 'train', engineId, runId, attempt, configuration, dataset, checkpoint }),
    );
    const context = reactionContext(fact, 'requeue-from-absent-engine');
    if (!told) await this.requeue.attempt(runId, attempt, 'engine-lost', 'the engine could not be reached', context);
  }

  @Reaction(service, 'daybook.run.completed.v1')
  onCompleted(@Payload() fact: Fact<'daybook.run.completed.v1'>): Promise<void> {
    return this.freeSlot(fact, fact.data);
  }

  @Reaction(service, 'daybook.run.failed.v1')
  onFailed(@Payload() fact: Fact<'daybook.run.failed.v1'>): Promise<void> {
    return this.freeSlot(fact, fact.data);
  }

  @Reaction(service, 'daybook.run.canceled.v1')
  onCanceled(@Payload() fact: Fact<'daybook.run.canceled.v1'>): Promise<void> {
    return this.freeSlot(fact, fact.data);
  }

  @Reaction(service, 'daybook.run.requeued.v1')
  onRequeued(@Payload() fact: Fact<'daybook.run.requeued.v1'>): Promise<void> {
    return this.freeSlot(fact, fact.data);
  }

  /** The engine of an ended attempt is the one that has a slot for it. */
  private async freeSlot(fact: Fact, { versionId: runId, attempt }: { versionId: string; attempt: number }): Promise<void> {
    for (const { engineId, runs } of await this.directory.livingEngines()) {
      if (!runs.some((slot) => slot.runId === runId && slot.attempt === attempt)) continue;
      await this.engines.execute(engineId, { type: 'ReleaseSlot', data: { runId, attempt } }, reactionContext(fact, `release-${engineId}`));
    }
    this.scheduler.wake();
  }

  private async tell(send: () => Promise<void>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      if (error instanceof EngineUnreachable) return false;
      throw error;
    }
  }
}
