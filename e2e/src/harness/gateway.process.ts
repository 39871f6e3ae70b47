import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DaybookClient } from '@daybook/client';
import type { RunningDaybook } from './running-daybook.js';
import { StandaloneProcess } from './standalone.process.js';
import { root, withoutSettings } from './workspace.js';

const services = ['REPOSITORY', 'VERSIONING', 'TRAINING_ORCHESTRATOR', 'DEPLOYMENT', 'AUDIT'];

/** The gateway as a process of its own, with one process behind it that is all services. */
export class GatewayProcess implements RunningDaybook {
  url = '';
  private readonly standalone = new StandaloneProcess();
  private gateway: ChildProcess | null = null;

  client(actor = 'e2e', reason?: string): DaybookClient {
    return new DaybookClient({ baseUrl: this.url, actor, ...(reason === undefined ? {} : { reason }) });
  }

  async start(): Promise<void> {
    await this.standalone.start();
    const upstreams = Object.fromEntries(services.map((name) => [`DAYBOOK_UPSTREAM_${name}`, this.standalone.url]));
    const env = { ...withoutSettings(process.env), ...upstreams, DAYBOOK_PORT: '0', DAYBOOK_LOG_LEVEL: 'warn' };
    const child = spawn(process.execPath, [join(root, 'services/gateway/dist/main.js')], { env, stdio: ['ignore', 'inherit', 'pipe'] });
    this.gateway = child;
    for await (const line of createInterface({ input: child.stderr })) {
      const url = /answers at (\S+)/.exec(line)?.[1];
      if (url === undefined) throw new Error(line);
      this.url = url;
      break;
    }
  }

  async kill9(): Promise<void> {
    await Promise.all([this.standalone.kill9(), this.endGateway('SIGKILL')]);
  }

  async stop(): Promise<void> {
    await this.endGateway('SIGTERM');
    await this.standalone.stop();
  }

  private async endGateway(signal: NodeJS.Signals): Promise<void> {
    const child = this.gateway;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
