import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DaybookClient } from '@daybook/client';
import type { RunningDaybook } from './running-daybook.js';
import { builtMain, root, withoutSettings } from './workspace.js';

const startWithinMs = 20_000;

/** The built product as a process of its own, on a directory that outlives it. */
export class StandaloneProcess implements RunningDaybook {
  readonly directory = mkdtempSync(join(tmpdir(), 'daybook-e2e-'));
  url = '';
  private child: ChildProcess | null = null;
  private readonly errors: string[] = [];
  private readonly main = builtMain();

  constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

  client(actor = 'e2e', reason?: string): DaybookClient {
    return new DaybookClient({ baseUrl: this.url, actor, ...(reason === undefined ? {} : { reason }) });
  }

  async start(): Promise<void> {
    const env = { ...withoutSettings(process.env), DAYBOOK_DATA_DIR: this.directory, DAYBOOK_PORT: '0', DAYBOOK_LOG_LEVEL: 'warn', ...this.env };
    const child = spawn(process.execPath, [this.main], { env, cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.errors.push(line));
    this.url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no start in time: ${this.log()}`)), startWithinMs);
      createInterface({ input: child.stdout }).on('line', (line) => {
        const url = /answers at (\S+)/.exec(line)?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
      child.once('exit', (code) => reject(new Error(`ended with ${String(code)}: ${this.log()}`)));
    });
  }

  /** Power off: nothing is said, nothing is closed. */
  async kill9(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** The last lines of what it logged. */
  log(): string {
    return this.errors.slice(-20).join('\n');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
    this.child = null;
  }
}
