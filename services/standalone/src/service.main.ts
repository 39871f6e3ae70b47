import { InvalidConfig } from '@daybook/service-kit';
import { startDistributedService } from './distributed/distributed-service.js';
import { serviceNames } from './distributed/service.names.js';
import { serviceConfigFrom } from './distributed/service.config.js';

const endAfterMs = 20_000;
const stopping = new AbortController();

const name = serviceNames.find((known) => known === process.argv[2]);
if (name === undefined) {
  console.error(`say which service to run: one of ${serviceNames.join(', ')}`);
  process.exit(2);
}

let close: () => Promise<void> = async () => stopping.abort();
const end = (): void => {
  setTimeout(() => process.exit(1), endAfterMs).unref();
  void close().then(() => process.exit(0));
};
process.once('SIGTERM', end);
process.once('SIGINT', end);

try {
  const service = await startDistributedService(name, serviceConfigFrom(process.env), { stopping: stopping.signal });
  close = service.close;
  console.log(`${name} answers at ${service.url}`);
} catch (error) {
  if (stopping.signal.aborted) process.exit(0);
  console.error(error instanceof InvalidConfig ? error.message : error);
  process.exit(1);
}
