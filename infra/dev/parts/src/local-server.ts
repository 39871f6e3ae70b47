import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ServerNotReady } from './part.errors.js';
import type { Part, Placement } from './part.js';

const readyAfterMs = 120_000;
const stopAfterMs = 15_000;
const pollMs = 50;
const outputChars = 2000;

/** `detached`: the server outlives the process that starts it, and its terminal. `spawned` is told its pid before it is ready. */
export type LocalServerOptions = Readonly<{ detached: boolean; spawned?: (pid: number) => Promise<void> }>;

/** A server of an installed part as a child process; started again it has the same ports and data. */
export class LocalServer {
  private child: ChildProcess | null = null;

  constructor(
    private readonly part: Part,
    private readonly placement: Placement,
    private readonly options: LocalServerOptions,
  ) {}

  /** Answers when it serves. @throws ServerNotReady */
  async start(): Promise<void> {
    await mkdir(this.placement.directory, { recursive: true });
    const { command, args, environment } = await this.part.prepare(this.placement);
    const log = await open(this.logPath, 'w');
    this.child = spawn(command, [...args], {
      detached: this.options.detached,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, ...environment },
    });
    await Promise.all([once(this.child, 'spawn'), log.close()]);
    await this.options.spawned?.(this.child.pid as number);
    await this.untilReady();
  }

  /** Ends it as an operator would, and by force where that takes too long. */
  async stop(): Promise<void> {
    const force = setTimeout(() => this.signal('SIGKILL'), stopAfterMs);
    await this.end('SIGTERM').finally(() => clearTimeout(force));
  }

  /** Ends it as a crash would. */
  kill9(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** It keeps its connections and answers nothing until it is resumed. */
  pause(): void {
    this.signal('SIGSTOP');
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child === null || this.hasEnded()) return;
    const exited = once(this.child, 'exit');
    this.signal(signal);
    this.signal('SIGCONT');
    await exited;
  }

  private signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  private hasEnded(): boolean {
    return this.child !== null && (this.child.exitCode !== null || this.child.signalCode !== null);
  }

  private get logPath(): string {
    return join(this.placement.directory, 'server.log');
  }

  private async untilReady(): Promise<void> {
    const deadline = performance.now() + readyAfterMs;
    for (;;) {
      const output = await readFile(this.logPath, 'utf8');
      if (this.hasEnded()) throw new ServerNotReady(this.part.name, 'ended', output.slice(-outputChars));
      if (await this.part.isReady(this.placement, output)) return;
      if (performance.now() > deadline) {
        await this.kill9();
        throw new ServerNotReady(this.part.name, `took more than ${readyAfterMs} ms`, output.slice(-outputChars));
      }
      await delay(pollMs);
    }
  }
}
