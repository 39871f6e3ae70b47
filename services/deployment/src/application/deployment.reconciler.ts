import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { newCommandContext } from '@daybook/service-kit';
import { DeploymentHandler } from './deployment.handler.js';
import { EngineRoom } from './engine-room.js';

const intervalMs = 2000;

/**
 * Looks after deployments that wait: for an engine to appear, or for an answer that was lost with a process. What is
 * told twice is harmless, so it needs no memory of its own.
 */
@Injectable()
export class DeploymentReconciler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DeploymentReconciler.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly engines: EngineRoom,
    private readonly deployments: DeploymentHandler,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => this.tick(), intervalMs);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.running;
  }

  async reconcile(): Promise<void> {
    for (const { deploymentId } of await this.engines.unassigned()) {
      await this.engines.assign(deploymentId, newCommandContext('system:deployment'));
    }
    for (const { deploymentId, status, engineId, generation } of await this.engines.unanswered()) {
      if (status === 'deploying') await this.engines.load(deploymentId);
      if (status !== 'undeploying' || engineId === null) continue;
      if (await this.engines.unload(deploymentId, engineId, generation)) continue;
      const command = { type: 'RecordUnloaded', data: { generation, engineId } } as const;
      await this.deployments.execute(deploymentId, command, newCommandContext('system:deployment'));
    }
  }

  private tick(): void {
    this.running = this.reconcile()
      .catch((error: unknown) => this.logger.warn(`reconciling deployments failed, will try again: ${String(error)}`))
      .finally(() => {
        if (this.timer !== undefined) this.timer = setTimeout(() => this.tick(), intervalMs);
      });
  }
}
