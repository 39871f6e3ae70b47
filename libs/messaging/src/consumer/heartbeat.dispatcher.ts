import type { LoggerService } from '@nestjs/common';
import type { EngineHeartbeat } from '@daybook/contracts';
import type { HandlerRegistry } from '../handler-registry.js';

/** Hands heartbeats to everyone in this process who listens, at once: a slow handler delays no other engine's. */
export class HeartbeatDispatcher {
  private readonly atWork = new Set<Promise<void>>();

  constructor(
    private readonly registry: HandlerRegistry,
    private readonly logger: LoggerService,
  ) {}

  dispatch(heartbeat: EngineHeartbeat): void {
    for (const consumer of this.registry.consumers('engine-heartbeat')) {
      const work: Promise<void> = this.registry
        .dispatch('engine-heartbeat', consumer, { type: heartbeat.type, payload: heartbeat })
        .catch((error: unknown) => this.logger.warn(`a heartbeat of ${heartbeat.engineId} was not handled: ${String(error)}`))
        .finally(() => this.atWork.delete(work));
      this.atWork.add(work);
    }
  }

  /** Resolves when all that was handed out is handled. */
  async idle(): Promise<void> {
    await Promise.all(this.atWork);
  }
}
