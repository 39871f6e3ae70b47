import { createRequire } from 'node:module';
import type { Channel } from '@grpc/grpc-js';
import type * as kurrent from '@kurrent/kurrentdb-client';

const require = createRequire(import.meta.url);

/** Loads the vendor's client when it is needed first: it takes half a second, and a process on SQLite never needs it. */
export const openClient = (connectionString: string): kurrent.KurrentDBClient => {
  const { KurrentDBClient } = require('@kurrent/kurrentdb-client') as typeof kurrent;
  return KurrentDBClient.connectionString(connectionString);
};

/** Ends what the client has under way, and its channel, which `dispose` leaves open. */
export const closeClient = async (client: kurrent.KurrentDBClient): Promise<void> => {
  const { getChannel } = client as unknown as { getChannel: () => Promise<Channel> };
  await client.dispose();
  await getChannel().then((channel) => channel.close(), () => undefined);
};
