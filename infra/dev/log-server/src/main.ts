import { parseArgs } from 'node:util';
import { LogServer } from './log-server.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '2113' },
  },
});

if (values.data === undefined) {
  console.error('usage: log-server --data <directory> [--port <port, 0 for a free one>] [--host <address>]');
  process.exit(2);
}

const server = await LogServer.start({ dataDirectory: values.data, host: values.host, port: Number(values.port) });
console.log(`log-server (FOR DEVELOPMENT AND TESTS ONLY, not KurrentDB) is ready at ${server.connectionString}`);

const end = (): void => void server.close().then(() => process.exit(0));
process.once('SIGTERM', end);
process.once('SIGINT', end);
