import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Reaction, reactionContext, type Fact } from '@daybook/messaging';
import { VersionHandler } from '../application/version.handler.js';
import type { VersionCommand } from '../domain/version.commands.js';

const consumer = 'versioning';

/** Clears versions for deployment and follows what becomes of it. */
@Controller()
export class DeploymentReactions {
  constructor(private readonly versions: VersionHandler) {}

  @Reaction(consumer, 'daybook.deployment.requested.v1')
  onRequested(@Payload() fact: Fact<'daybook.deployment.requested.v1'>): Promise<void> {
    const { deploymentId, generation, at } = fact.data;
    return this.command(fact, { type: 'BeginDeploying', data: { deploymentId, generation, at } });
  }

  @Reaction(consumer, 'daybook.deployment.activated.v1')
  onActivated(@Payload() fact: Fact<'daybook.deployment.activated.v1'>): Promise<void> {
    const { deploymentId, at } = fact.data;
    return this.command(fact, { type: 'RecordDeployed', data: { deploymentId, at } });
  }

  @Reaction(consumer, 'daybook.deployment.undeploying.v1')
  onUndeploying(@Payload() fact: Fact<'daybook.deployment.undeploying.v1'>): Promise<void> {
    const { deploymentId, at } = fact.data;
    return this.command(fact, { type: 'BeginUndeploying', data: { deploymentId, at } });
  }

  @Reaction(consumer, 'daybook.deployment.undeployed.v1')
  onUndeployed(@Payload() fact: Fact<'daybook.deployment.undeployed.v1'>): Promise<void> {
    const { deploymentId, at } = fact.data;
    return this.command(fact, { type: 'RecordUndeployed', data: { deploymentId, reason: 'undeployed', at } });
  }

  @Reaction(consumer, 'daybook.deployment.failed.v1')
  onFailed(@Payload() fact: Fact<'daybook.deployment.failed.v1'>): Promise<void> {
    const { deploymentId, at } = fact.data;
    return this.command(fact, { type: 'RecordUndeployed', data: { deploymentId, reason: 'deploy-failed', at } });
  }

  private async command(fact: Fact, command: VersionCommand): Promise<void> {
    const { versionId } = fact.data as { versionId: string };
    await this.versions.execute(versionId, command, reactionContext(fact, 'follow-deployment'));
  }
}
