import { randomUUID } from 'node:crypto';
import grpc from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';
import duration from 'google-protobuf/google/protobuf/duration_pb.js';
import { temporaryDirectory } from '@daybook/testing';
import { LogServer } from '../log-server.js';
import { streamIdentifierOf, uuidMessage, uuidOf } from '../protocol/identifiers.js';
import { shared, streams, streamsService } from '../protocol/messages.js';

const { BatchAppendReq } = streams;
type Options = streams.BatchAppendReq.Options;

const optionsFor = (stream: string): Options => new BatchAppendReq.Options().setStreamIdentifier(streamIdentifierOf(stream)).setAny(new shared.Empty() as never);

const noted = (bytes = 2): streams.BatchAppendReq.ProposedMessage => {
  const message = new BatchAppendReq.ProposedMessage().setId(uuidMessage(randomUUID(), false)).setData(Buffer.alloc(bytes, ' '));
  message.getMetadataMap().set('type', 'Noted').set('content-type', 'application/json');
  return message;
};

const part = (id: string, messages: streams.BatchAppendReq.ProposedMessage[], options?: Options): streams.BatchAppendReq =>
  new BatchAppendReq().setCorrelationId(uuidMessage(id, false)).setProposedMessagesList(messages).setOptions(options);

/** What clients tell apart: the type of the details, or the revision. */
const outcomeOf = (response: streams.BatchAppendResp): string =>
  response.hasError() ? (response.getError()?.getDetails()?.getTypeName() ?? '') : `revision ${response.getSuccess()?.getCurrentRevision()}`;

describe('A batch of appends', () => {
  const dataDirectory = temporaryDirectory();
  let server: LogServer;
  let client: InstanceType<typeof streamsService.StreamsClient>;

  beforeAll(async () => {
    server = await LogServer.start({ dataDirectory });
    client = new streamsService.StreamsClient(`${server.host}:${server.port}`, grpc.credentials.createInsecure());
  });
  afterAll(async () => {
    client.close();
    await server.close();
  });

  /** Sends the requests; when there are no more, or as many answers as awaited, the answers by correlation id. */
  const answers = (requests: readonly streams.BatchAppendReq[], awaited = Infinity): Promise<ReadonlyMap<string, string>> =>
    new Promise((resolve, reject) => {
      const outcomes = new Map<string, string>();
      const call = client.batchAppend();
      call.on('data', (response: streams.BatchAppendResp) => {
        outcomes.set(uuidOf(response.getCorrelationId()), outcomeOf(response));
        if (outcomes.size === awaited) call.end();
      });
      call.on('error', reject).on('end', () => resolve(outcomes));
      for (const request of requests) call.write(request);
      if (awaited === Infinity) call.end();
    });

  it('is answered for each append, whose parts may come between those of others', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const outcomes = await answers([
      part(one, [noted()], optionsFor('parts-1')),
      part(two, [noted()], optionsFor('parts-2')).setIsFinal(true),
      part(one, [noted(), noted()]),
      part(one, []).setIsFinal(true),
    ]);
    expect(outcomes).toEqual(new Map([[two, 'revision 0'], [one, 'revision 2']]));
  });

  it('is carried out in the order in which it came', async () => {
    const ids = Array.from({ length: 50 }, () => randomUUID());
    const outcomes = await answers(ids.map((id) => part(id, [noted()], optionsFor('ordered')).setIsFinal(true)));
    expect([...outcomes]).toEqual(ids.map((id, revision) => [id, `revision ${revision}`]));
  });

  it('goes on after an append that is refused', async () => {
    const ids = Array.from({ length: 6 }, () => randomUUID());
    const [conflict = '', large = '', untyped = '', nowhere = '', unexpected = '', good = ''] = ids;
    const nameless = noted();
    nameless.getMetadataMap().del('type');
    const outcomes = await answers([
      part(conflict, [noted()], new BatchAppendReq.Options().setStreamIdentifier(streamIdentifierOf('refused')).setStreamPosition('4')).setIsFinal(true),
      part(large, [noted(600_000), noted(600_000)], optionsFor('refused')).setIsFinal(true),
      part(untyped, [nameless], optionsFor('refused')).setIsFinal(true),
      part(nowhere, [noted()], new BatchAppendReq.Options().setAny(new shared.Empty() as never)).setIsFinal(true),
      part(unexpected, [noted()], new BatchAppendReq.Options().setStreamIdentifier(streamIdentifierOf('refused'))).setIsFinal(true),
      part(good, [noted()], optionsFor('refused')).setIsFinal(true),
    ]);
    const error = (type: string): string => `event_store.client.${type}`;
    expect(Object.fromEntries(outcomes)).toEqual({
      [conflict]: error('WrongExpectedVersion'),
      [large]: error('MaximumAppendSizeExceeded'),
      [untyped]: error('BadRequest'),
      [nowhere]: error('BadRequest'),
      [unexpected]: error('BadRequest'),
      [good]: 'revision 0',
    });
  });

  it('does not carry out what comes after its deadline, or is not complete at it', async () => {
    const [late, later, incomplete] = [randomUUID(), randomUUID(), randomUUID()];
    const past = new timestamp.Timestamp();
    past.fromDate(new Date(Date.now() - 1000));
    const outcomes = await answers([
      part(late, [noted()], optionsFor('late').setDeadline21100(past)).setIsFinal(true),
      part(later, [noted()], optionsFor('late').setDeadline(new duration.Duration().setNanos(0))).setIsFinal(true),
      part(incomplete, [noted()], optionsFor('late').setDeadline(new duration.Duration().setNanos(20_000_000))),
    ], 3);
    expect(new Set(outcomes.values())).toEqual(new Set(['event_store.client.Timeout']));
    expect([...outcomes.keys()].sort()).toEqual([late, later, incomplete].sort());
    const after = randomUUID();
    expect(await answers([part(after, [noted()], optionsFor('late')).setIsFinal(true)])).toEqual(new Map([[after, 'revision 0']]));
  });

  it('forgets an append that was never finished', async () => {
    expect(await answers([part(randomUUID(), [noted()], optionsFor('unfinished'))])).toEqual(new Map());
  });
});
