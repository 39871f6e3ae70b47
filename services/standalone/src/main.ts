import { InvalidConfig } from '@daybook/service-kit';
import { standaloneConfigFrom } from './standalone.config.js';
import { startStandalone } from './standalone.js';

const endAfterMs = 20_000;

try {
  const config = standaloneConfigFrom(process.env);
  const { url, close } = await startStandalone(config);
  console.log(`Daybook answers at ${url} and keeps its data in ${config.dataDirectory}`);
  const end = (): void => {
    setTimeout(() => process.exit(1), endAfterMs).unref();
    void close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
} catch (error) {
  console.error(error instanceof InvalidConfig ? error.message : error);
  process.exit(1);
}
