import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { startGateway, upstreamNames, type Upstreams } from '@daybook/gateway/start';
import { RELAY_PROGRESS, type RelayProgress } from '@daybook/messaging';
import { createFastifyApplication } from '@daybook/service-kit';
import { temporaryDirectory } from '@daybook/testing';
import { standaloneConfigFrom } from '../standalone.config.js';
import { startStandalone } from '../standalone.js';
import { jsonOf, textOf, yamlOf } from './fixtures/files.fixture.js';
import { partsOf } from './fixtures/promql.js';

type Panel = Readonly<{ title: string; targets?: readonly { expr: string }[] }>;
type Rule = Readonly<{ alert: string; expr: string }>;
type Query = Readonly<{ where: string; expr: string }>;

const dashboard = jsonOf<{ panels: readonly Panel[] }>('infra/grafana/dashboards/daybook.json');
const alerts = yamlOf<{ groups: readonly { rules: readonly Rule[] }[] }>('infra/prometheus/alerts.yml');
const queries: readonly Query[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: title, expr }))),
  ...alerts.groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ where: alert, expr }))),
];

/** What a service joined by Kafka has beside; the standalone's consumers read the log themselves. */
@Module({ providers: [{ provide: RELAY_PROGRESS, useValue: { list: async () => [] } satisfies RelayProgress }], exports: [RELAY_PROGRESS] })
@Global()
class RelayingModule {}

/** Prometheus makes these itself. */
const ofPrometheus = ['up'];
const ofScrape = ['job', 'instance', 'service', 'le'];
/** Labels of series that are there once an engine, a reaction or a consumer's letter is. */
const ofLaterSeries = ['engine', 'state', 'kind', 'consumer', 'type', 'relay'];
const quiet = { log: () => undefined, error: () => undefined, warn: () => undefined };

/** Series that a scrape may bring, from the types that it declares. */
const seriesOf = (scrape: string): ReadonlySet<string> => {
  const declared = [...scrape.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
  return new Set(declared.flatMap(({ name, type }) => (type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name])));
};

/** Labels of the series that a scrape has brought. */
const labelsOf = (scrape: string): ReadonlySet<string> =>
  new Set([...scrape.matchAll(/[{,]([a-zA-Z_]\w*)="/g)].map(([, label = '']) => label));

const misspelt = ({ expr }: Query, series: ReadonlySet<string>): readonly string[] =>
  partsOf(expr)
    .selectors.map(({ metric }) => metric)
    .filter((metric) => !series.has(metric) && !ofPrometheus.includes(metric));

const unknownLabels = ({ expr }: Query, labels: ReadonlySet<string>): readonly string[] => {
  const { selectors, groupings } = partsOf(expr);
  return [...groupings, ...selectors.flatMap((one) => one.labels)].filter((label) => !labels.has(label) && !ofScrape.includes(label));
};

const scrapeOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

describe('the dashboard and the alerts', () => {
  const directory = temporaryDirectory();
  let series: ReadonlySet<string>;
  let labels: ReadonlySet<string>;
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
    const scrapes = (await Promise.all([standalone.url, gateway.url, await relaying.getUrl()].map(scrapeOf))).join('\n');
    series = seriesOf(scrapes);
    labels = labelsOf(scrapes);
  });
  afterAll(() => stop());

  it('are about something', () => {
    expect(queries.length).toBeGreaterThan(20);
    expect([...series].filter((name) => name.startsWith('daybook_')).length).toBeGreaterThan(10);
  });

  it.each(queries.map((query) => [query.where, query] as const))('%s asks for metrics that a started service has', (_where, query) => {
    expect(misspelt(query, series)).toEqual([]);
  });

  it.each(queries.map((query) => [query.where, query] as const))('%s asks for labels that they have', (_where, query) => {
    expect(unknownLabels(query, new Set([...labels, ...ofLaterSeries]))).toEqual([]);
  });

  it('would not pass with a misspelt name', () => {
    const wrong = { where: '', expr: 'sum(rate(daybook_comand_duration_seconds_count{outcom="x"}[1m])) by (servce)' };
    expect(misspelt(wrong, series)).toEqual(['daybook_comand_duration_seconds_count']);
    expect(unknownLabels(wrong, labels)).toEqual(['servce', 'outcom']);
    expect(misspelt({ where: '', expr: 'daybook_command_duration_seconds' }, series)).toHaveLength(1);
  });

  it('are told in the guide: what each metric means, and what to do at each alert', () => {
    const guide = textOf('docs/guides/operations.md');
    const metrics = [...series].filter((name) => name.startsWith('daybook_')).map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    const told = [...guide.matchAll(/^\| `(daybook_\w+)`/gm)].map(([, name]) => name);
    expect(new Set(told)).toEqual(new Set(metrics));
    const advised = [...guide.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    expect(advised).toEqual(alerts.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)));
  });
});
