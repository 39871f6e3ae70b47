import { Logger, type LoggerService } from '@nestjs/common';
import type { EngineCommand } from '@daybook/contracts';
import { EngineUnreachable } from '../messaging.errors.js';
import type { EngineCommandSender } from '../messaging.port.js';
import type { AcceptReport, EngineLink } from './engine-link.port.js';
import { EngineProcess, type EngineProcessOptions, type EngineProcessSpec } from './engine-process.js';

/** Engines as child processes of the service, joined by Node's IPC; they end when the service does. */
export class EngineProcesses implements EngineLink, EngineCommandSender {
  private readonly processes = new Map<string, EngineProcess>();
  private readonly options: EngineProcessOptions;

  constructor(
    private readonly specs: readonly EngineProcessSpec[],
    { logger = new Logger('Engines') as LoggerService, graceMs = 10_000, restartDelayMs = 500 }: Partial<EngineProcessOptions> = {},
  ) {
    const ids = new Set(specs.map(({ engineId }) => engineId));
    if (ids.size < specs.length) throw new TypeError('two engines have the same id');
    this.options = { logger, graceMs, restartDelayMs };
  }

  start(accept: AcceptReport): void {
    for (const spec of this.specs) {
      const engine = new EngineProcess(spec, accept, this.options);
      this.processes.set(spec.engineId, engine);
      engine.start();
    }
  }

  async send(command: EngineCommand): Promise<void> {
    const engine = this.processes.get(command.engineId);
    if (engine === undefined) throw new EngineUnreachable(command.engineId);
    await engine.send(command);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes.values()].map((engine) => engine.stop()));
  }
}
