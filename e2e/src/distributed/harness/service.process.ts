import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { root, withoutSettings } from '../../harness/workspace.js';

type Answer = Readonly<{ status: number; body: Readonly<Record<string, unknown>> }>;

/** One service as a process of its own, asked without a gateway, also while it has not come far enough to be one. */
export class ServiceProcess {
  private url = '';
  private child: ChildProcess | null = null;

  constructor(
    private readonly name: string,
    private readonly env: () => Readonly<Record<string, string>>,
  ) {}

  async start(): Promise<void> {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const env = { ...withoutSettings(process.env), ...this.env(), DAYBOOK_PORT: String(port), DAYBOOK_LOG_LEVEL: 'fatal' };
    this.child = spawn(process.execPath, [join(root, 'services/standalone/dist/service.main.js'), this.name], { env, stdio: 'ignore' });
  }

  /** Status 0 where nobody listens. */
  async ask(path: string): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`).catch(() => null);
    if (answer === null) return { status: 0, body: {} };
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};
