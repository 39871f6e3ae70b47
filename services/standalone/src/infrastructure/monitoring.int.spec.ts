import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { startGateway, upstreamNames, type Upstreams } from '@daybook/gateway/start';
import { RELAY_PROGRESS, type RelayProgress } from '@daybook/messaging';
import { createFastifyApplication } from '@daybook/service-kit';
import { monitoringQueries, Scrape, temporaryDirectory } from '@daybook/testing';
import { standaloneConfigFrom } from '../standalone.config.js';
import { startStandalone } from '../standalone.js';
import { textOf } from './fixtures/files.fixture.js';

const { panels, alerts } = monitoringQueries();
const queries = [...panels, ...alerts];

/** What a service joined by Kafka has beside; the standalone's consumers read the log themselves. */
@Module({ providers: [{ provide: RELAY_PROGRESS, useValue: { list: async () => [] } satisfies RelayProgress }], exports: [RELAY_PROGRESS] })
@Global()
class RelayingModule {}

/** Labels of series that are there once an engine, a reaction or a consumer's letter is. */
const ofLaterSeries = ['engine', 'state', 'kind', 'consumer', 'type', 'relay'];
const quiet = { log: () => undefined, error: () => undefined, warn: () => undefined };

describe('the dashboard and the alerts', () => {
  const directory = temporaryDirectory();
  let scrape: Scrape;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const env = { DAYBOOK_DATA_DIR: directory, DAYBOOK_PORT: '0', DAYBOOK_TRAINING_ENGINES: '0', DAYBOOK_SERVING_ENGINES: '0' };
    const standalone = await startStandalone(standaloneConfigFrom(env), quiet);
    const upstreams = Object.fromEntries(upstreamNames.map((name) => [name, standalone.url])) as Upstreams;
    const gateway = await startGateway({ host: '127.0.0.1', port: 0, upstreams, logLevel: 'fatal' });
    const relaying = await createFastifyApplication(RelayingModule, quiet);
    await relaying.listen(0, '127.0.0.1');
    stop = async () => void (await Promise.all([gateway.close().then(standalone.close), relaying.close()]));
    await fetch(`${gateway.url}/v1/repositories`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"a"}' });
    scrape = await Scrape.of([standalone.url, gateway.url, await relaying.getUrl()]);
  });
  afterAll(() => stop());

  it('are about something', () => {
    expect(queries.length).toBeGreaterThan(20);
    expect([...scrape.series].filter((name) => name.startsWith('daybook_')).length).toBeGreaterThan(10);
  });

  it.each(queries.map((query) => [query.where, query] as const))('%s asks for metrics that a started service has', (_where, query) => {
    expect(scrape.misspelt(query)).toEqual([]);
  });

  it.each(queries.map((query) => [query.where, query] as const))('%s asks for labels that they have', (_where, query) => {
    expect(scrape.unknownLabels(query, ofLaterSeries)).toEqual([]);
  });

  it('add up what each instance knows of its own partitions', () => {
    const lags = queries.filter(({ expr }) => expr.includes('daybook_consumer_lag_positions'));
    expect(lags.length).toBeGreaterThan(1);
    for (const { where, expr } of lags) expect([where, expr]).toEqual([where, expect.stringMatching(/^sum by /)]);
  });

  it('would not pass with a misspelt name', () => {
    const wrong = { where: '', expr: 'sum(rate(daybook_comand_duration_seconds_count{outcom="x"}[1m])) by (servce)' };
    expect(scrape.misspelt(wrong)).toEqual(['daybook_comand_duration_seconds_count']);
    expect(scrape.unknownLabels(wrong)).toEqual(['servce', 'outcom']);
    expect(scrape.misspelt({ where: '', expr: 'daybook_command_duration_seconds' })).toHaveLength(1);
  });

  it('are told in the guide: what each metric means, and what to do at each alert', () => {
    const guide = textOf('docs/guides/operations.md');
    const metrics = [...scrape.series].filter((name) => name.startsWith('daybook_')).map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    const told = [...guide.matchAll(/^\| `(daybook_\w+)`/gm)].map(([, name]) => name);
    expect(new Set(told)).toEqual(new Set(metrics));
    const advised = [...guide.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    expect(advised).toEqual(alerts.map(({ where }) => where));
  });
});
