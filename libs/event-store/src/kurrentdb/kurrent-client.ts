import { createRequire } from 'node:module';
import type { CallOptions, Channel, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import type * as kurrent from '@kurrent/kurrentdb-client';
import type * as sharedMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import type * as streamsService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import type * as streamsMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';

const require = createRequire(import.meta.url);
const protocol = '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1';

/** What the client has for its own calls; its version is pinned, and specs walk every use. */
type Inner = Readonly<{
  getChannel: () => Promise<Channel>;
  callArguments: (options: Readonly<{ requiresLeader: boolean }>, call: CallOptions) => [Metadata, CallOptions];
  GRPCStreamCreator: <Stream>(service: unknown, name: string, call: (stub: streamsService.StreamsClient) => Stream) => () => Promise<Stream>;
}>;
const innerOf = (client: kurrent.KurrentDBClient): Inner => client as unknown as Inner;

/** Loads the vendor's client when it is needed first: it takes half a second, and a process on SQLite never needs it. */
export const openClient = (connectionString: string): kurrent.KurrentDBClient => {
  const { KurrentDBClient } = require('@kurrent/kurrentdb-client') as typeof kurrent;
  return KurrentDBClient.connectionString(connectionString);
};

/** Finding a module anew takes as long as a short read. */
const loadedOnce = <Module>(name: string): (() => Module) => {
  let loaded: Module | undefined;
  return () => (loaded ??= require(`${protocol}/${name}`) as Module);
};

/** The protocol's messages, to be made after a client is there. */
export const streamMessages = loadedOnce<typeof streamsMessages>('streams_pb');
export const commonMessages = loadedOnce<typeof sharedMessages>('shared_pb');
const streamsClient = loadedOnce<typeof streamsService>('streams_grpc_pb');

/**
 * Reads and subscriptions as the protocol has them. The client's own reads cut the time of an event to whole seconds and
 * cannot be cancelled; its subscriptions tell checkpoints apart from the events.
 */
export const openRead = (
  client: kurrent.KurrentDBClient,
  request: streamsMessages.ReadReq,
  requiresLeader: boolean,
): Promise<ClientReadableStream<streamsMessages.ReadResp>> => {
  const { StreamsClient } = streamsClient();
  const { GRPCStreamCreator, callArguments } = innerOf(client);
  return GRPCStreamCreator(StreamsClient, 'read', (stub) => stub.read(request, ...callArguments({ requiresLeader }, { deadline: Infinity })))();
};

/** Ends what the client has under way, and its channel, which `dispose` leaves open. */
export const closeClient = async (client: kurrent.KurrentDBClient): Promise<void> => {
  await client.dispose();
  const channel = await innerOf(client).getChannel().catch(() => null);
  channel?.close();
};
