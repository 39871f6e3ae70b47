import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { DeploymentReport } from '@daybook/contracts';
import { reactionCommandId, traced, type CommandContext } from '@daybook/event-store';
import { EngineReports, Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import { DeploymentHandler } from '../application/deployment.handler.js';
import { EngineRoom } from '../application/engine-room.js';

const consumer = 'deployment';

/** The steps of deploying: versioning clears, an engine is told, the engine answers. */
@Controller()
export class DeploymentReactions {
  constructor(
    private readonly deployments: DeploymentHandler,
    private readonly engines: EngineRoom,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Reaction(consumer, 'daybook.version.deploying.v1')
  async onVersionDeploying(@Payload() fact: Fact<'daybook.version.deploying.v1'>): Promise<void> {
    const { deploymentId, generation, model } = fact.data;
    const context = reactionContext(fact, 'clear-deployment');
    await this.deployments.execute(deploymentId, { type: 'Clear', data: { generation, model } }, context);
    await this.engines.assign(deploymentId, reactionContext(fact, 'assign-deployment'));
  }

  @Reaction(consumer, 'daybook.version.deployment-refused.v1')
  async onDeploymentRefused(@Payload() fact: Fact<'daybook.version.deployment-refused.v1'>): Promise<void> {
    const { deploymentId, generation, number, status, archived = false } = fact.data;
    const notReady = { errorCode: 'version-not-ready', message: `version #${number} is ${status}; only a ready version can be deployed` };
    const inArchive = { errorCode: 'version-archived', message: `version #${number} is archived; unarchive it to deploy it` };
    const data = { generation, ...(archived ? inArchive : notReady) };
    await this.deployments.execute(deploymentId, { type: 'RecordFailure', data }, reactionContext(fact, 'refuse-deployment'));
  }

  @Reaction(consumer, 'daybook.deployment.assigned.v1')
  async onAssigned(@Payload() fact: Fact<'daybook.deployment.assigned.v1'>): Promise<void> {
    await this.engines.load(fact.data.deploymentId);
  }

  @Reaction(consumer, 'daybook.deployment.undeploying.v1')
  async onUndeploying(@Payload() fact: Fact<'daybook.deployment.undeploying.v1'>): Promise<void> {
    const { deploymentId, engineId, generation } = fact.data;
    if (engineId === null) return;
    const told = await this.engines.unload(deploymentId, engineId, generation);
    if (told) return;
    const context = reactionContext(fact, 'unload-from-absent-engine');
    await this.deployments.execute(deploymentId, { type: 'RecordUnloaded', data: { generation, engineId } }, context);
  }

  @Reaction(consumer, 'daybook.deployment.undeployed.v1')
  async onUndeployed(@Payload() fact: Fact<'daybook.deployment.undeployed.v1'>): Promise<void> {
    const { deploymentId, engineId, generation } = fact.data;
    if (engineId !== null) await this.engines.unload(deploymentId, engineId, generation);
  }

  @Reaction(consumer, 'daybook.deployment.failed.v1')
  async onFailed(@Payload() fact: Fact<'daybook.deployment.failed.v1'>): Promise<void> {
    const { deploymentId, engineId, generation } = fact.data;
    const state = await this.deployments.load(deploymentId);
    // After a failed switch on the same engine the former model must stay.
    if (state.status === 'active' && state.served.engineId === engineId) return;
    if (engineId !== null) await this.engines.unload(deploymentId, engineId, generation);
  }

  @EngineReports(consumer, 'loaded')
  async onLoaded(@Payload() report: Extract<DeploymentReport, { type: 'loaded' }>): Promise<void> {
    const { deploymentId, generation, engineId } = report;
    const url = `/v1/deployments/${deploymentId}/predict`;
    const data = { generation, engineId, url };
    await this.deployments.execute(deploymentId, { type: 'RecordLoaded', data }, this.reported(report));
  }

  @EngineReports(consumer, 'load-failed')
  async onLoadFailed(@Payload() report: Extract<DeploymentReport, { type: 'load-failed' }>): Promise<void> {
    const { deploymentId, generation, errorCode, message } = report;
    const data = { generation, errorCode, message };
    await this.deployments.execute(deploymentId, { type: 'RecordFailure', data }, this.reported(report));
  }

  @EngineReports(consumer, 'unloaded')
  async onUnloaded(@Payload() report: Extract<DeploymentReport, { type: 'unloaded' }>): Promise<void> {
    const { deploymentId, generation, engineId } = report;
    await this.deployments.execute(deploymentId, { type: 'RecordUnloaded', data: { generation, engineId } }, this.reported(report));
  }

  private reported({ engineId, deploymentId, generation, type, traceparent }: DeploymentReport): CommandContext {
    const commandId = reactionCommandId(`${deploymentId}/${generation}/${engineId}/${this.clock.now()}`, type);
    return { actor: `engine:${engineId}`, correlationId: commandId, commandId, ...traced(traceparent) };
  }
}

