import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { fleetConfigFrom } from './fleet.config.js';
import { startFleet } from './fleet.js';

const other = createServer();
beforeEach(() => once(other.listen(0, '127.0.0.1'), 'listening'));
afterEach(() => once(other.close(), 'close'));

it('a fleet does not begin beside another one on its port, whose engines it would take', async () => {
  const { port } = other.address() as AddressInfo;
  const config = fleetConfigFrom({
    DAYBOOK_PORT: String(port),
    DAYBOOK_EVENT_STORE_URL: 'kurrentdb://127.0.0.1:2?tls=false',
    DAYBOOK_KAFKA_BROKERS: '127.0.0.1:3',
    DAYBOOK_MONGO_URL: 'mongodb://127.0.0.1:4/daybook',
    DAYBOOK_S3_ENDPOINT: 'http://127.0.0.1:5',
    DAYBOOK_S3_BUCKET: 'daybook',
    DAYBOOK_S3_ACCESS_KEY_ID: 'a',
    DAYBOOK_S3_SECRET_ACCESS_KEY: 'b',
  });
  await expect(startFleet(config, {}, new AbortController().signal)).rejects.toMatchObject({ code: 'EADDRINUSE', syscall: 'listen', port });
});
