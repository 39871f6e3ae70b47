import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { EngineCommand } from '@daybook/contracts';
import { EngineUnreachable } from '../messaging.errors.js';
import type { EngineCommandSender } from '../messaging.port.js';

/** An engine to run on this machine. */
export type EngineProcessSpec = Readonly<{ engineId: string; modulePath: string; env: Readonly<Record<string, string>> }>;

export type EngineProcessesOptions = Readonly<{
  specs: readonly EngineProcessSpec[];
  onReport: (message: unknown) => void;
  log: (engineId: string, line: string) => void;
  /** How long an engine may take to end by itself. */
  stopGraceMs?: number;
}>;

type Running = { child: ChildProcess; readonly ended: Promise<void> };
const firstRestartMs = 250;
const slowestRestartMs = 10_000;
const soundAfterMs = 30_000;

/** Engines as child processes that speak over Node's IPC channel; one that dies is started again, slower each time. */
export class EngineProcesses implements EngineCommandSender {
  private readonly running = new Map<string, Running>();
  private readonly restarts = new Set<NodeJS.Timeout>();
  private stopping = false;

  constructor(private readonly options: EngineProcessesOptions) {}

  start(): void {
    for (const spec of this.options.specs) this.launch(spec, 0);
  }

  send(command: EngineCommand): Promise<void> {
    const child = this.running.get(command.engineId)?.child;
    if (child === undefined || !child.connected) return Promise.reject(new EngineUnreachable(command.engineId));
    return new Promise((resolve, reject) => {
      child.send(command, (error) => (error === null ? resolve() : reject(new EngineUnreachable(command.engineId))));
    });
  }

  /** Process ids of the engines that run. */
  pids(): ReadonlyMap<string, number> {
    const pids = [...this.running].map(([engineId, { child }]) => [engineId, child.pid ?? 0] as const);
    return new Map(pids);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    for (const timer of this.restarts) clearTimeout(timer);
    await Promise.all([...this.running.values()].map((running) => this.end(running)));
  }

  private async end({ child, ended }: Running): Promise<void> {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), this.options.stopGraceMs ?? 5000);
    await ended;
    clearTimeout(timer);
  }

  private launch(spec: EngineProcessSpec, failures: number): void {
    const startedAt = Date.now();
    const child = fork(spec.modulePath, [], {
      env: { ...process.env, ...spec.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.options.log(spec.engineId, line));
    }
    child.on('message', (message) => this.options.onReport(message));
    child.on('error', (error) => this.options.log(spec.engineId, error.message));
    const ended = new Promise<void>((resolve) => {
      child.once('exit', (code, signal) => {
        this.running.delete(spec.engineId);
        resolve();
        if (this.stopping) return;
        this.options.log(spec.engineId, `ended with ${signal ?? `exit code ${code}`}; starting it again`);
        this.relaunch(spec, Date.now() - startedAt > soundAfterMs ? 0 : failures + 1);
      });
    });
    this.running.set(spec.engineId, { child, ended });
  }

  private relaunch(spec: EngineProcessSpec, failures: number): void {
    const timer = setTimeout(
      () => {
        this.restarts.delete(timer);
        this.launch(spec, failures);
      },
      Math.min(slowestRestartMs, firstRestartMs * 2 ** failures),
    );
    this.restarts.add(timer);
  }
}
