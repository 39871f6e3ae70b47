import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type LogServer = Readonly<{ url: string; end: () => Promise<void> }>;

/** The server of `DAYBOOK_TEST_EVENT_STORE_URL`, or a development log server over a new log in that directory. */
export const startLogServer = async (directory: string): Promise<LogServer> => {
  const given = process.env['DAYBOOK_TEST_EVENT_STORE_URL'];
  if (given !== undefined) return { url: given, end: async () => undefined };
  const main = fileURLToPath(import.meta.resolve('@daybook/log-server/main'));
  const child = spawn(process.execPath, ['--no-warnings', main, '--data', directory, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /kurrentdb:\S+/.exec(line)?.[0];
    if (url !== undefined) return { url, end };
  }
  throw new Error('the log server did not start');
};
