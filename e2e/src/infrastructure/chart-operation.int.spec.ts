import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { chart, describeWithChartTools, podsOf, render, resourcesOf, type Container, type Pod, type Resource } from './fixtures/chart.fixture.js';

type Peer = Readonly<{ podSelector?: { matchLabels: Readonly<Record<string, string>> }; namespaceSelector?: object }>;
type Policy = Readonly<{ spec: { podSelector: { matchLabels: Readonly<Record<string, string>>; matchExpressions?: readonly { values: readonly string[] }[] }; ingress?: readonly { from?: readonly Peer[] }[] } }>;

const component = 'app.kubernetes.io/component';
const enabled = (...names: readonly string[]): readonly string[] => names.flatMap((name) => ['--set', `${name}.enabled=true`]);
const named = (kind: string, resources: readonly Resource[]): Resource | undefined => resources.find((resource) => resource.kind === kind);
const isEngine = ({ command }: Container): boolean => command[1]?.includes('engine') ?? false;
const isGateway = ({ command }: Container): boolean => command[1]?.includes('gateway') ?? false;

describeWithChartTools('what the chart gives those who operate it', () => {
  let pods: readonly Pod[];
  let containers: readonly Container[];
  beforeAll(async () => {
    pods = podsOf(resourcesOf(await render('distributed')));
    containers = pods.flatMap((pod) => pod.containers);
  });
  const asked = (): readonly Container[] => containers.filter((container) => !isEngine(container));

  it('sends a program requests as long as it answers, also while what all pods share is away', () => {
    expect(asked()).toHaveLength(6);
    for (const { readinessProbe, livenessProbe } of asked()) {
      expect([readinessProbe?.httpGet.path, livenessProbe?.httpGet.path]).toEqual(['/livez', '/livez']);
    }
  });

  it('asks a service that waits for its parts by the probe that says so, and all others whether they live', () => {
    for (const container of containers) {
      const waits = !isEngine(container) && !isGateway(container);
      expect([container.command, container.startupProbe?.httpGet.path]).toEqual([container.command, waits ? '/startupz' : '/livez']);
    }
  });

  it('asks every program at a port that it has been told', () => {
    for (const container of containers) {
      const { env, ports = [], livenessProbe, startupProbe } = container;
      const told = env.find(({ name }) => name === (isEngine(container) ? 'DAYBOOK_ENGINE_HEALTH_PORT' : 'DAYBOOK_PORT'))?.value;
      for (const probe of [livenessProbe, startupProbe]) {
        expect(ports.find(({ name }) => name === probe?.httpGet.port)?.containerPort).toBe(Number(told));
      }
    }
  });

  it('takes requests away from a program before it ends, and leaves it its time', () => {
    for (const { lifecycle } of asked()) expect(lifecycle?.preStop.exec.command).toEqual(['sleep', '5']);
    const main = readFileSync(join(chart, '../../../services/standalone/src/service.main.ts'), 'utf8');
    const endsAfterSeconds = Number(/endAfterMs = ([\d_]+)/.exec(main)?.[1]?.replaceAll('_', '')) / 1000;
    for (const { terminationGracePeriodSeconds } of pods) expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(5 + endsAfterSeconds);
  });

  it('lets no pod fill the disk of its node', async () => {
    const volumes = [...pods, ...podsOf(resourcesOf(await render('embedded')))].flatMap(({ volumes: own = [] }) => own);
    const scratch = volumes.flatMap(({ emptyDir }) => (emptyDir === undefined ? [] : [emptyDir]));
    expect(scratch).toHaveLength(8);
    for (const { sizeLimit } of scratch) expect(sizeLimit).toMatch(/^\d+Mi$/);
  });

  it('has what not every cluster takes only when it is asked for', async () => {
    const kinds = resourcesOf(await render('distributed')).map(({ kind }) => kind);
    for (const kind of ['ServiceMonitor', 'PrometheusRule', 'NetworkPolicy', 'ConfigMap']) expect(kinds).not.toContain(kind);
  });

  it('has the monitoring of this repository, with the labels by which it is found', async () => {
    const labels = ['serviceMonitor', 'prometheusRule'].flatMap((one) => ['--set', `${one}.labels.release=x`]);
    const resources = resourcesOf(await render('distributed', ...enabled('serviceMonitor', 'prometheusRule', 'dashboard'), ...labels));
    for (const kind of ['ServiceMonitor', 'PrometheusRule']) expect(named(kind, resources)?.metadata).toMatchObject({ name: 'daybook', labels: { release: 'x' } });
    const textOf = (file: string): string => readFileSync(join(chart, 'monitoring', file), 'utf8');
    expect(named('PrometheusRule', resources)?.spec).toEqual(parse(textOf('alerts.yml')));
    const dashboard = named('ConfigMap', resources);
    expect(dashboard?.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
    expect(JSON.parse(dashboard?.data?.['daybook.json'] ?? '')).toEqual(JSON.parse(textOf('dashboard.json')));
  });

  it('lets the gateway ask services, services nobody, and the deployment service its engines', async () => {
    const resources = resourcesOf(await render('distributed', ...enabled('networkPolicy')));
    const components = resources.flatMap(({ spec }) => spec?.template?.metadata.labels[component] ?? []);
    const policies = resources.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as readonly Policy[];
    const callersOf = (asking: string): readonly string[] => {
      const applied = policies.filter(({ spec: { podSelector: { matchLabels, matchExpressions = [] } } }) =>
        [matchLabels[component], ...matchExpressions.flatMap(({ values }) => values)].includes(asking),
      );
      expect([asking, applied.length]).toEqual([asking, 1]);
      const rules = applied.flatMap(({ spec }) => spec.ingress ?? []);
      return rules.flatMap(({ from }) => (from === undefined ? ['anybody'] : from.map(({ podSelector }) => podSelector?.matchLabels[component] ?? 'monitoring')));
    };
    expect(Object.fromEntries(components.map((one) => [one, callersOf(one)]))).toEqual({
      gateway: ['anybody'],
      ...Object.fromEntries(['repository', 'versioning', 'training-orchestrator', 'deployment', 'audit'].map((one) => [one, ['gateway', 'monitoring']])),
      'training-engine': [],
      'serving-engine': ['deployment'],
    });
  });
});
