import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Part } from './part.js';

/** The development log server of this repository, from source or build as the process that starts it. */
export const logServer: Part = {
  name: 'log-server',
  ports: { main: 12113, proxy: 12114 },
  install: async () => undefined,
  async prepare({ ports, directory }) {
    const main = fileURLToPath(import.meta.resolve('@daybook/log-server/main'));
    const args = [...process.execArgv, main, '--port', String(ports.main), '--data', join(directory, 'data')];
    return { command: process.execPath, args };
  },
  isReady: (_placement, output) => output.includes('is ready at'),
  access(port) {
    const url = `kurrentdb://127.0.0.1:${port}?tls=false`;
    return { url, settings: { DAYBOOK_EVENT_STORE_URL: url } };
  },
};
