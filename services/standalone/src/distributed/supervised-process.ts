import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export type ProcessSpec = Readonly<{
  name: string;
  module: string;
  arguments?: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Where it answers by itself, for whoever asks for its metrics. */
  url?: string;
}>;

const endWithParent = new URL('./end-with-parent.js', import.meta.url).href;
const firstDelayMs = 250;
const slowestDelayMs = 8000;
const stableMs = 30_000;
const patienceMs = 25_000;

/** A child process that is started again when it ends by itself, with growing pauses. */
export class SupervisedProcess {
  private child: ChildProcess | null = null;
  private stopped = false;
  private delayMs = firstDelayMs;

  constructor(
    private readonly spec: ProcessSpec,
    private readonly said: (line: string) => void,
  ) {}

  start(): void {
    const { name, module, arguments: words = [], env, url } = this.spec;
    const startedAt = Date.now();
    const child = spawn(process.execPath, ['--import', endWithParent, module, ...words], { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    this.child = child;
    console.error(`${name} runs as process ${child.pid}${url === undefined ? '' : `, at ${url}`}`);
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', this.said);
    child.once('exit', (code, signal) => {
      this.child = null;
      if (this.stopped) return;
      if (Date.now() - startedAt > stableMs) this.delayMs = firstDelayMs;
      console.error(`${name} ended (${signal ?? String(code)}) and starts again in ${this.delayMs} ms`);
      void this.again();
    });
  }

  /** Asks it to end, and makes it end when it does not. */
  async stop(): Promise<void> {
    this.stopped = true;
    const { child } = this;
    if (child === null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await ended;
    clearTimeout(timer);
  }

  private async again(): Promise<void> {
    await sleep(this.delayMs);
    this.delayMs = Math.min(slowestDelayMs, this.delayMs * 2);
    if (!this.stopped) this.start();
  }
}

