import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DaybookClient } from '@daybook/client';
import type { RunningDaybook } from '../../harness/running-daybook.js';
import { builtMain, root, withoutSettings } from '../../harness/workspace.js';

const startWithinMs = 240_000;
const lastLines = 60;
/** Where everything that the processes log is kept, for whoever looks for a cause. */
const logFile = process.env['DAYBOOK_E2E_LOG'];

/** `npm start -- --profile distributed` as a process that starts the others, against servers that stand already. */
export class FleetProcess implements RunningDaybook {
  url = '';
  private child: ChildProcess | null = null;
  private readonly pids = new Map<string, number>();
  private readonly urls = new Map<string, string>();
  private readonly lines: string[] = [];
  private readonly main = builtMain();

  constructor(
    /** Addresses of the servers, and what else differs from the defaults. */
    private readonly env: () => Readonly<Record<string, string>>,
    private readonly clearServers: () => Promise<void> = async () => undefined,
  ) {}

  client(actor = 'e2e', reason?: string): DaybookClient {
    return new DaybookClient({ baseUrl: this.url, actor, ...(reason === undefined ? {} : { reason }) });
  }

  async start(): Promise<void> {
    const env = { ...withoutSettings(process.env), DAYBOOK_PORT: '0', DAYBOOK_LOG_LEVEL: 'warn', ...this.env() };
    const child = spawn(process.execPath, [this.main, '--profile', 'distributed'], { env, cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.hear(line));
    this.url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no start in time:\n${this.log()}`)), startWithinMs);
      createInterface({ input: child.stdout }).on('line', (line) => {
        const url = /answers at (\S+),/.exec(line)?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
      child.once('exit', (code) => reject(new Error(`ended with ${String(code)}:\n${this.log()}`)));
    });
  }

  /** The names of what runs, as the supervisor calls them. */
  processes(): readonly string[] {
    return [...this.pids.keys()];
  }

  /** Where each service and the gateway answer by themselves. */
  addresses(): readonly string[] {
    return [...this.urls.values()];
  }

  /** SIGKILL for one process; its supervisor starts it again. */
  kill(name: string): void {
    process.kill(this.pidOf(name), 'SIGKILL');
    this.pids.delete(name);
  }

  /** One process stands still until something else is done, and goes on as if nothing had been. */
  async freeze(name: string, meanwhile: () => Promise<unknown>): Promise<void> {
    const pid = this.pidOf(name);
    process.kill(pid, 'SIGSTOP');
    try {
      await meanwhile();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }

  /** The supervisor first, so that it starts nothing again; then everybody at the same moment. */
  async kill9(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    child.kill('SIGKILL');
    for (const pid of this.pids.values()) kill(pid);
    this.pids.clear();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.child = null;
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    this.child = null;
    await this.clearServers();
  }

  /** The last lines of what all of them logged. */
  log(): string {
    return this.lines.slice(-lastLines).join('\n');
  }

  private pidOf(name: string): number {
    const pid = this.pids.get(name);
    if (pid === undefined) throw new Error(`there is no process ${name}: ${this.processes().join(', ')}`);
    return pid;
  }

  private hear(line: string): void {
    this.lines.push(line);
    if (logFile !== undefined) appendFileSync(logFile, `${line}\n`);
    const [, name, pid, url] = /^(\S+) runs as process (\d+)(?:, at (\S+))?$/.exec(line) ?? [];
    if (name === undefined) return;
    this.pids.set(name, Number(pid));
    if (url !== undefined) this.urls.set(name, url);
  }
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};
