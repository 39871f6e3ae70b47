import { randomUUID } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Document } from '@daybook/client';
import { eventually, OtlpReceiver, type ReceivedSpan } from '@daybook/testing';
import type { RunningDaybook } from '../harness/running-daybook.js';
import { endOf } from '../harness/wait.js';
import { root } from '../harness/workspace.js';

const table = () => Readable.toWeb(createReadStream(join(root, 'examples/data/penguins.csv'))) as ReadableStream<Uint8Array>;
const configuration = JSON.parse(readFileSync(join(root, 'examples/configurations/penguins-species.json'), 'utf8')) as Document;
const quick = { ...configuration, trainer: { epochs: 2, batch_size: 64 } };
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const caller = '00f067aa0ba902b7';

export type TracingOptions = Readonly<{
  /** With these settings besides its own. */
  begin: (settings: Readonly<Record<string, string>>) => RunningDaybook;
  /** What stands between an append and the reaction to its fact, for a fact of this type. */
  handedOn: (type: string) => readonly string[];
  /** Spans between the caller and the one of the request in the service that answers. */
  before: readonly string[];
  /** Whose spans are those of requests and of reactions. */
  services: Readonly<{ asked: string; reacting: string }>;
}>;

/** The trace of one request, through everything that it brings about. */
export const tellTracing = ({ begin, handedOn, before, services }: TracingOptions): void => {
  let collector: OtlpReceiver;
  let daybook: RunningDaybook;
  beforeAll(async () => {
    const repo = `penguins-${randomUUID().slice(0, 8)}`;
    collector = await OtlpReceiver.start();
    daybook = begin({ DAYBOOK_OTLP_ENDPOINT: collector.url });
    await daybook.start();
    const client = daybook.client();
    await client.registerDataset('penguins', table);
    await client.createRepository({ name: repo });
    const asked = await fetch(`${daybook.url}/v1/repositories/${repo}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${caller}-01` },
      body: JSON.stringify({ configuration: quick, datasetId: 'penguins' }),
    });
    expect(asked.status).toBe(202);
    expect(await endOf(client, repo, 1)).toMatchObject({ status: 'ready' });
  }, 180_000);
  afterAll(async () => {
    await daybook.stop();
    await collector.close();
  }, 60_000);

  const ours = (): readonly ReceivedSpan[] => collector.spans.filter((span) => span.traceId === traceId);
  const pathTo = (name: string): Promise<string> =>
    eventually(() => {
      const span = ours().find((one) => one.name === name);
      if (span === undefined) throw new Error(`no span ${name} among ${ours().map((one) => one.name).join(', ')}`);
      const lineage = collector.lineageOf(span);
      // Each process sends its spans when it likes.
      if (lineage[0]?.parentSpanId !== caller) throw new Error(`what ${name} hangs on has not come in`);
      return lineage.map((one) => one.name).join(' > ');
    });

  const reaction = (type: string): string => [...handedOn(type), `reaction ${type}`].join(' > ');

  it('goes from the request through command and log to the reaction of another service', async () => {
    const name = 'POST /v1/repositories/:repo/versions';
    const request = [...before, name].join(' > ');
    expect(await pathTo(name)).toBe(request);
    expect(ours().filter(({ parentSpanId }) => parentSpanId === caller)).toHaveLength(1);
    expect(ours().find((span) => span.name === name)?.service).toBe(services.asked);
    expect(await pathTo('command QueueRun')).toBe(
      `${request} > command QueueVersion > ${reaction('daybook.version.queued.v1')} > command QueueRun`,
    );
    expect(ours().find(({ name }) => name === 'command QueueRun')?.service).toBe(services.reacting);
    const appends = ours().filter((span) => collector.lineageOf(span).map((one) => one.name).join(' > ') === `${request} > command QueueVersion > append`);
    expect(appends).toHaveLength(1);
  });

  it('goes on to the engine, in its own process, and comes back with what it reports', async () => {
    const assigned = `${await pathTo('command QueueRun')} > command AssignRun > ${reaction('daybook.run.assigned.v1')}`;
    expect(await pathTo('engine-order train')).toBe(`${assigned} > engine-order train`);
    expect(await pathTo('engine-command train')).toBe(`${await pathTo('engine-order train')} > engine-command train`);
    expect(await pathTo('attempt')).toBe(`${await pathTo('engine-command train')} > attempt`);
    expect(ours().find(({ name }) => name === 'attempt')?.service).toBe('daybook-engine');
    expect(await pathTo('command CompleteRun')).toBe(`${await pathTo('attempt')} > engine-report completed > command CompleteRun`);
  });

  it('has no part that hangs in the air, and other requests are not in it', async () => {
    const known = (): ReadonlySet<string> => new Set([caller, ...ours().map(({ spanId }) => spanId)]);
    await eventually(() => expect(ours().filter(({ parentSpanId }) => !known().has(parentSpanId)).map(({ name }) => name)).toEqual([]));
    expect(ours().some(({ name }) => name.includes('CreateRepository'))).toBe(false);
    expect(collector.spans.some(({ name }) => name.includes('heartbeat'))).toBe(false);
  });
};
