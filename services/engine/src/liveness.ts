import { randomUUID } from 'node:crypto';
import type { EngineReportSender } from '@daybook/messaging';
import type { EngineConfig } from './engine.config.js';

type Running = () => readonly { runId: string; attempt: number }[];

/** Registers the engine under a new instance id, then tells regularly that it lives and what it works on. */
export class Liveness {
  private readonly instanceId = randomUUID();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: EngineConfig,
    private readonly reports: EngineReportSender,
    private readonly running: Running,
  ) {}

  async register(url: string | null): Promise<void> {
    const { engineId, kind, driver, slots, heartbeatMs } = this.config;
    const { instanceId } = this;
    await this.reports.send({ type: 'registered', engineId, instanceId, kind, driver, slots, url, at: new Date().toISOString() });
    this.timer = setInterval(() => void this.beat(), heartbeatMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async beat(): Promise<void> {
    const { engineId } = this.config;
    const { instanceId } = this;
    const at = new Date().toISOString();
    await this.reports
      .send({ type: 'heartbeat', engineId, instanceId, runs: this.running(), at })
      .catch((error: unknown) => console.error(`heartbeat lost: ${String(error)}`));
  }
}
