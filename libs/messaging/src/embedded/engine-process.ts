import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { LoggerService } from '@nestjs/common';
import type { EngineCommand } from '@daybook/contracts';
import { EngineUnreachable } from '../messaging.errors.js';
import type { AcceptReport } from './engine-link.port.js';
import { reportOf, type ToEngine } from './ipc.messages.js';
import { RestartDelay } from './restart-delay.js';

/** A process to run: a Node module and what it is given. `env` and `execArgv` are added to this process's own. */
export type EngineProcessSpec = Readonly<{
  engineId: string;
  modulePath: string;
  args?: readonly string[];
  execArgv?: readonly string[];
  env?: Readonly<Record<string, string>>;
}>;

export type EngineProcessOptions = Readonly<{
  logger: LoggerService;
  /** Between SIGTERM and SIGKILL. */
  graceMs: number;
  /** Before the first restart; doubles while the engine keeps crashing. */
  restartDelayMs: number;
}>;

/** One engine as a child process, started again whenever it ends by itself. */
export class EngineProcess {
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();
  private intake: Promise<void> = Promise.resolve();
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly delay: RestartDelay;

  constructor(
    private readonly spec: EngineProcessSpec,
    private readonly accept: AcceptReport,
    private readonly options: EngineProcessOptions,
  ) {
    this.delay = new RestartDelay(options.restartDelayMs);
  }

  start(): void {
    const { engineId, modulePath, args = [], execArgv = [], env = {} } = this.spec;
    const child = fork(modulePath, [...args], { env: { ...process.env, ...env }, execArgv: [...process.execArgv, ...execArgv], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child = child;
    this.delay.started();
    this.log(child);
    child.on('message', (message) => this.receive(child, message));
    child.on('error', (error) => this.options.logger.error(`engine ${engineId}: ${error.message}`));
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.child = null;
        resolve();
        if (!this.stopping) this.restartLater(signal ?? `code ${code}`);
      });
    });
  }

  /** Resolves when the process has been handed the command. @throws EngineUnreachable */
  async send(command: EngineCommand): Promise<void> {
    const { child } = this;
    if (this.stopping || child === null || !child.connected) throw new EngineUnreachable(this.spec.engineId);
    const message: ToEngine = { kind: 'command', command };
    await new Promise<void>((resolve, reject) => {
      child.send(message, (error) =>
        error === null ? resolve() : reject(new EngineUnreachable(this.spec.engineId, { cause: error })),
      );
    });
  }

  /** Asks the process to end, kills it when it has not after the grace period, and waits for its last reports. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const { child } = this;
    child?.kill('SIGTERM');
    const kill = setTimeout(() => child?.kill('SIGKILL'), this.options.graceMs);
    await this.ended;
    clearTimeout(kill);
    await this.intake;
  }

  private receive(child: ChildProcess, message: unknown): void {
    const { engineId } = this.spec;
    const numbered = reportOf(message);
    if (numbered === null) {
      this.options.logger.warn(`engine ${engineId} sent something that is no report`);
      return;
    }
    // One after the other, because the order in which reports find room is the order in which they are applied.
    this.intake = this.intake
      .then(() => this.accept(numbered.report, engineId))
      .catch((error: unknown) => this.options.logger.error(`a report of engine ${engineId} was lost: ${String(error)}`))
      .then(() => this.acknowledge(child, numbered.number));
  }

  private acknowledge(child: ChildProcess, number: number): void {
    const message: ToEngine = { kind: 'taken', number };
    // An engine that has gone needs no answer.
    if (child.connected) child.send(message, () => undefined);
  }

  private restartLater(cause: string): void {
    const delayMs = this.delay.next();
    this.options.logger.error(`engine ${this.spec.engineId} ended with ${cause}; it starts again in ${delayMs} ms`);
    this.restart = setTimeout(() => this.start(), delayMs);
  }

  private log({ stdout, stderr }: ChildProcess): void {
    const { logger } = this.options;
    const prefix = `engine ${this.spec.engineId}:`;
    if (stdout !== null) createInterface({ input: stdout }).on('line', (line) => logger.log(`${prefix} ${line}`));
    if (stderr !== null) createInterface({ input: stderr }).on('line', (line) => logger.warn(`${prefix} ${line}`));
  }
}
