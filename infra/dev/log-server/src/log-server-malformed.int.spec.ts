import grpc from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { temporaryDirectory } from '@daybook/testing';
import { startLogServer, type LogServerProcess } from './fixtures/log-server.process.js';
import { gossipService, serverFeaturesService, shared, streams, streamsService } from './protocol/messages.js';
import { streamIdentifierOf, uuidMessage } from './protocol/identifiers.js';

type Ended = Readonly<{ code: grpc.status; details: string }>;

/** What a damaged request may have subscribed to never ends by itself. */
const subscriptionMs = 500;

const identity = (bytes: Buffer): Buffer => bytes;
const services = [streamsService.StreamsService, serverFeaturesService.ServerFeaturesService, gossipService.GossipService];
const paths = services.flatMap((service) => Object.values(service).map(({ path }) => path as string));
const pathOf = (method: keyof typeof streamsService.StreamsService): string => String(streamsService.StreamsService[method]?.path);

const bytesOf = (message: Readonly<{ serializeBinary(): Uint8Array }>): Buffer => Buffer.from(message.serializeBinary());
const none = new shared.Empty();
const stream = streamIdentifierOf('notes-1');
const id = uuidMessage('5f0c8a52-6f5e-4f5c-9a3c-0d6a8f3b1e11', true);

const readLog = (): streams.ReadReq => {
  const { Options } = streams.ReadReq;
  const filter = new Options.FilterOptions().setMax(32).setCheckpointintervalmultiplier(1);
  filter.setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList(['notes-']));
  const position = new Options.Position().setCommitPosition('1').setPreparePosition('1');
  const options = new Options().setAll(new Options.AllOptions().setPosition(position)).setCount('10').setFilter(filter);
  return new streams.ReadReq().setOptions(options.setUuidOption(new Options.UUIDOption().setString(none)));
};

const proposed = <M extends streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage>(message: M): M => {
  message.setId(id).setData(Buffer.from('{}'));
  message.getMetadataMap().set('type', 'Noted').set('content-type', 'application/json');
  return message;
};

const appendOptions = (to: typeof stream) => new streams.AppendReq().setOptions(new streams.AppendReq.Options().setStreamIdentifier(to).setAny(none));
const append = (to = stream) => [bytesOf(appendOptions(to)), bytesOf(new streams.AppendReq().setProposedMessage(proposed(new streams.AppendReq.ProposedMessage())))];

const batch = (): Buffer[] => {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(stream).setStreamPosition('3');
  const request = new streams.BatchAppendReq().setCorrelationId(id).setOptions(options).setIsFinal(true);
  return [bytesOf(request.setProposedMessagesList([proposed(new streams.BatchAppendReq.ProposedMessage())]))];
};

const wellFormed: readonly (readonly [string, readonly Buffer[]])[] = [
  [pathOf('read'), [bytesOf(readLog())]],
  [pathOf('append'), append()],
  [pathOf('batchAppend'), batch()],
  [pathOf('delete'), [bytesOf(new streams.DeleteReq().setOptions(new streams.DeleteReq.Options().setStreamIdentifier(stream).setRevision('7')))]],
  [pathOf('tombstone'), [bytesOf(new streams.TombstoneReq().setOptions(new streams.TombstoneReq.Options().setStreamIdentifier(stream).setRevision('7')))]],
];

/** One byte of one message changed, or cut off. */
const damaged = fc
  .constantFrom(...wellFormed)
  .chain(([path, messages]) => fc.tuple(fc.constant(path), fc.constant(messages), fc.nat(), fc.nat(), fc.nat(255), fc.boolean()))
  .map(([path, messages, which, where, byte, cut]): readonly [string, readonly Buffer[]] => {
    const target = which % messages.length;
    const damage = (bytes: Buffer): Buffer => {
      const place = where % bytes.length;
      const copy = Buffer.from(cut ? bytes.subarray(0, place) : bytes);
      if (!cut) copy[place] = byte;
      return copy;
    };
    return [path, messages.map((bytes, index) => (index === target ? damage(bytes) : bytes))];
  });

const nonsense = fc.tuple(
  fc.constantFrom(...paths),
  fc.array(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)), { maxLength: 3 }),
);

describe('The log server, given malformed requests,', () => {
  const dataDirectory = temporaryDirectory();
  let server: LogServerProcess;
  let client: grpc.Client;

  beforeAll(async () => {
    server = await startLogServer(dataDirectory);
    client = new grpc.Client(server.address, grpc.credentials.createInsecure());
  });
  afterAll(async () => {
    client.close();
    await server.stop('SIGKILL');
  });

  /** On the wire all kinds of calls are alike. */
  const call = (path: string, messages: readonly Buffer[], patienceMs = 20_000): Promise<Ended> =>
    new Promise((resolve) => {
      const stream = client.makeBidiStreamRequest(path, identity, identity, { deadline: Date.now() + patienceMs });
      stream.on('status', resolve).on('error', () => undefined).on('data', () => undefined);
      for (const message of messages) stream.write(message);
      stream.end();
    });

  const isAnswer = ({ code, details }: Ended): boolean => {
    const { status } = grpc;
    if (code === status.INTERNAL) return details.startsWith('Error deserializing request');
    return [status.OK, status.INVALID_ARGUMENT, status.FAILED_PRECONDITION, status.DEADLINE_EXCEEDED, status.UNIMPLEMENTED].includes(code);
  };

  const staysSound = async (): Promise<void> => {
    // A stream of its own: a damaged request may well be a whole one that deletes the other.
    expect(await call(pathOf('append'), append(streamIdentifierOf('sound-1')))).toMatchObject({ code: grpc.status.OK });
  };

  it('answers damaged requests with a status', async () => {
    await fc.assert(fc.asyncProperty(damaged, async ([path, messages]) => {
      const ended = await call(path, messages, subscriptionMs);
      if (!isAnswer(ended)) throw new Error(`${path} ended with ${JSON.stringify(ended)}`);
    }), { numRuns: 400 });
    await staysSound();
  }, 60_000);

  it('answers nonsense with a status', async () => {
    await fc.assert(fc.asyncProperty(nonsense, async ([path, messages]) => {
      const ended = await call(path, messages, subscriptionMs);
      if (!isAnswer(ended)) throw new Error(`${path} ended with ${JSON.stringify(ended)}`);
    }), { numRuns: 200 });
    await staysSound();
  }, 60_000);

  it('goes on when callers leave in the middle', async () => {
    const subscription = readLog();
    subscription.getOptions()?.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
    const leave = (path: string, messages: readonly Buffer[], afterMs: number): Promise<void> =>
      new Promise((resolve) => {
        const left = client.makeBidiStreamRequest(path, identity, identity);
        left.on('status', () => resolve()).on('error', () => undefined).on('data', () => undefined);
        for (const message of messages) left.write(message);
        setTimeout(() => left.cancel(), afterMs);
      });
    const calls: readonly (readonly [string, readonly Buffer[]])[] = [
      [pathOf('batchAppend'), Array.from({ length: 50 }, batch).flat()],
      [pathOf('append'), append()],
      [pathOf('read'), [bytesOf(readLog())]],
      [pathOf('read'), [bytesOf(subscription)]],
    ];
    await Promise.all(Array.from({ length: 80 }, (_, index) => leave(...(calls[index % calls.length] ?? [pathOf('read'), []]), index % 9)));
    await staysSound();
  });

  it.each([
    ['read without options', pathOf('read'), [bytesOf(new streams.ReadReq())]],
    ['append without options', pathOf('append'), []],
    ['append without an expected revision', pathOf('append'), [bytesOf(new streams.AppendReq().setOptions(new streams.AppendReq.Options().setStreamIdentifier(stream)))]],
    ['append that begins with an event', pathOf('append'), append().reverse()],
    ['delete without a stream', pathOf('delete'), [bytesOf(new streams.DeleteReq().setOptions(new streams.DeleteReq.Options().setAny(none)))]],
    ['batch without a correlation id', pathOf('batchAppend'), [bytesOf(new streams.BatchAppendReq().setIsFinal(true))]],
  ])('says that a %s is invalid', async (_what, path, messages) => {
    expect(await call(path, messages)).toMatchObject({ code: grpc.status.INVALID_ARGUMENT });
  });
});
