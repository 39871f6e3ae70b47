import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { withLudwigMetrics } from '@daybook/ludwig';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { VersionHandler } from '../application/version.handler.js';
import type { VersionCommand } from '../domain/version.commands.js';

const consumer = 'versioning';

/** What happens to the run of a version happens to the version. */
@Controller()
export class RunReactions {
  constructor(private readonly versions: VersionHandler) {}

  @Reaction(consumer, 'daybook.run.phase-started.v1')
  onPhaseStarted(@Payload() fact: Fact<'daybook.run.phase-started.v1'>): Promise<void> {
    const { phase, attempt, engineId, at } = fact.data;
    return this.command(fact, { type: 'StartPhase', data: { phase, attempt, engineId, at } });
  }

  @Reaction(consumer, 'daybook.run.requeued.v1')
  onRequeued(@Payload() fact: Fact<'daybook.run.requeued.v1'>): Promise<void> {
    const { attempt, reason, at } = fact.data;
    return this.command(fact, { type: 'Requeue', data: { attempt, reason, at } });
  }

  @Reaction(consumer, 'daybook.run.completed.v1')
  onCompleted(@Payload() fact: Fact<'daybook.run.completed.v1'>): Promise<void> {
    const { attempt, engineId, driver, artifacts, metrics, bestEpoch, epochs, at } = fact.data;
    // A fact of before may still be under way.
    const data = { attempt, engineId, driver, model: artifacts.model, metrics: withLudwigMetrics(metrics), bestEpoch, epochs, at };
    return this.command(fact, { type: 'Complete', data });
  }

  @Reaction(consumer, 'daybook.run.failed.v1')
  onFailed(@Payload() fact: Fact<'daybook.run.failed.v1'>): Promise<void> {
    const { attempt, phase, errorCode, message, logTail, at } = fact.data;
    return this.command(fact, { type: 'Fail', data: { attempt, phase, errorCode, message, logTail, at } });
  }

  @Reaction(consumer, 'daybook.run.canceled.v1')
  onCanceled(@Payload() fact: Fact<'daybook.run.canceled.v1'>): Promise<void> {
    return this.command(fact, { type: 'RecordCanceled', data: { at: fact.data.at } });
  }

  private async command(fact: Fact, command: VersionCommand): Promise<void> {
    const { versionId } = fact.data as { versionId: string };
    await this.versions.execute(versionId, command, reactionContext(fact, 'follow-run'));
  }
}
