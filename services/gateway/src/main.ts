import { InvalidConfig } from '@daybook/service-kit';
import { gatewayConfigFrom, startGateway } from './gateway.js';

const endAfterMs = 20_000;

try {
  const { url, close } = await startGateway(gatewayConfigFrom(process.env));
  console.error(`the gateway answers at ${url}`);
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
