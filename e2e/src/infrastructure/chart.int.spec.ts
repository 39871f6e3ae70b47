import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@daybook/testing';
import { root } from '../harness/workspace.js';
import { chart, describeWithChartTools, helm, podsOf, render, resourcesOf, validate, type Pod, type Resource } from './fixtures/chart.fixture.js';

const sets = ['embedded', 'distributed'] as const;
const secret = ['eventStoreUrl=esdb://log', 'mongoUrl=mongodb://views', 's3AccessKeyId=a', 's3SecretAccessKey=b'];
const securedKafka = ['kafkaReplication=3', 'kafkaSaslMechanism=scram-sha-512', 'kafkaCaSecret=kafka-ca'].flatMap((one) => ['--set', `parts.${one}`]);
const byLag = ['--set', 'service.autoscaling.byConsumerLag=true'];
const ownSecret = ['secrets.existing=', ...secret.map((one) => `secrets.${one}`)].flatMap((one) => ['--set', one]);

describeWithChartTools('the chart', () => {
  const directory = temporaryDirectory();
  const valid = async (text: string): Promise<void> => {
    const file = join(directory, 'rendered.yaml');
    writeFileSync(file, text);
    await validate(file);
  };

  it.each(sets)('is well made with %s adapters', async (set) => {
    await helm('lint', '--strict', '--quiet', chart, '-f', join(chart, `values-${set}.yaml`));
  });

  it.each([
    ['embedded', []],
    ['distributed', []],
    ['distributed', ownSecret],
    ['distributed', byLag],
    ['distributed', securedKafka],
    ['embedded', ['--set', 'networkPolicy.enabled=true']],
    ['distributed', ['--set', 'networkPolicy.enabled=true', '--set', 'networkPolicy.callers[0].podSelector.matchLabels.app=ingress', '--set', 'dashboard.enabled=true']],
    ['distributed', ['--set', 'service.autoscaling.enabled=false', '--set', 'podAnnotations.a=b', '--set', 'nodeSelector.disk=fast', '--set', 'imagePullSecrets[0].name=x']],
  ] as const)('makes what Kubernetes takes: %s %j', async (set, words) => {
    const text = await render(set, ...words);
    expect(resourcesOf(text).length).toBeGreaterThan(2);
    await valid(text);
  });

  it('would notice what Kubernetes does not take', async () => {
    const text = await render('embedded');
    const wrong = text.replace('terminationGracePeriodSeconds', 'terminationGraceSeconds');
    await expect(valid(wrong)).rejects.toMatchObject({ stdout: expect.stringContaining('terminationGraceSeconds') });
  });

  it('refuses values that it does not know, and secrets that are missing', async () => {
    await expect(render('embedded', '--set', 'embeded.trainingEngines=2')).rejects.toThrow(/embeded/);
    await expect(render('distributed', '--set', 'services.versionning.replicas=2')).rejects.toThrow(/versionning/);
    await expect(render('distributed', '--set', 'secrets.existing=')).rejects.toThrow(/secrets.eventStoreUrl, or secrets.existing, is needed/);
  });

  it('leads every program to a Kafka that is secured, with its user from the secret', async () => {
    const containers = podsOf(resourcesOf(await render('distributed', ...securedKafka))).flatMap((pod) => pod.containers);
    const programs = containers.filter(({ env }) => env.some(({ name }) => name === 'DAYBOOK_KAFKA_BROKERS'));
    expect(programs).toHaveLength(7);
    const password = { secretKeyRef: { name: 'daybook-parts', key: 'DAYBOOK_KAFKA_SASL_PASSWORD' } };
    for (const { env } of programs) {
      expect(env).toContainEqual({ name: 'DAYBOOK_KAFKA_TLS', value: '/etc/daybook/kafka/ca.crt' });
      expect(env).toContainEqual({ name: 'DAYBOOK_KAFKA_SASL_MECHANISM', value: 'scram-sha-512' });
      expect(env).toContainEqual({ name: 'DAYBOOK_KAFKA_SASL_PASSWORD', valueFrom: password });
    }
    const copies = programs.flatMap(({ env }) => env.filter(({ name }) => name === 'DAYBOOK_KAFKA_REPLICATION'));
    expect(copies.map(({ value }) => value)).toEqual(['3', '3', '3', '3', '3']);
    const secrets = [...ownSecret, ...securedKafka];
    await expect(render('distributed', ...secrets)).rejects.toThrow(/secrets.kafkaSaslUsername, or secrets.existing, is needed/);
  });

  it('keeps to one pod where there is one log', async () => {
    const [set] = resourcesOf(await render('embedded')).filter(({ kind }) => kind === 'StatefulSet');
    expect(set?.spec.replicas).toBe(1);
  });

  describe('with distributed adapters', () => {
    let resources: readonly Resource[];
    let pods: readonly Pod[];
    beforeAll(async () => {
      resources = resourcesOf(await render('distributed'));
      pods = podsOf(resources);
    });

    it('runs every program as nobody, without settings from the cluster, and with limits', () => {
      expect(pods).toHaveLength(8);
      for (const { enableServiceLinks, securityContext, containers } of pods) {
        expect([enableServiceLinks, securityContext.runAsNonRoot]).toEqual([false, true]);
        for (const { resources: limits } of containers) expect(limits).toMatchObject({ requests: {}, limits: { memory: expect.any(String) } });
      }
    });

    it('keeps connection strings and keys in a secret', () => {
      const variables = pods.flatMap(({ containers }) => containers.flatMap(({ env }) => env));
      const secrets = variables.filter(({ name }) => /URL$|KEY/.test(name) && !/UPSTREAM|SERVING|OTLP/.test(name));
      expect(secrets.length).toBeGreaterThan(10);
      for (const { name, value, valueFrom } of secrets) expect([value, valueFrom?.secretKeyRef]).toEqual([undefined, { name: 'daybook-parts', key: name }]);
    });

    const metricsOf = (all: readonly Resource[]) => all.flatMap(({ kind, spec }) => (kind === 'HorizontalPodAutoscaler' ? [spec.metrics ?? []] : []));

    it('scales every service by CPU alone, since not every cluster has external metrics', () => {
      expect(metricsOf(resources).map((metrics) => metrics.map(({ type }) => type))).toEqual(Array.from({ length: 5 }, () => ['Resource']));
    });

    it('scales a service by the lag of its own consumer where it is told to, in a metric that services have', async () => {
      const scaled = metricsOf(resourcesOf(await render('distributed', ...byLag, '--namespace', 'models')));
      const lags = scaled.flatMap((metrics) => metrics.flatMap(({ external }) => (external === undefined ? [] : [external.metric])));
      expect(lags.map(({ selector }) => selector.matchLabels['consumer']).sort()).toEqual(['deployment', 'repository', 'training-orchestrator', 'versioning']);
      for (const { selector } of lags) expect(selector.matchLabels).toMatchObject({ namespace: 'models', release: 'daybook' });
      // Prometheus' operator sets the namespace by itself.
      expect(await render('distributed', '--set', 'serviceMonitor.enabled=true')).toMatch(/app_kubernetes_io_instance\], targetLabel: release \}/);
      const measured = readFileSync(join(root, 'libs/service-kit/src/metrics/lag.metrics.ts'), 'utf8');
      for (const { name } of lags) expect(measured).toContain(`name: '${name}'`);
    });

    it('has a disruption budget for everything that has more than one pod', () => {
      const budgets = resources.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ metadata }) => metadata.name);
      const workloads = resources.filter(({ spec }) => spec?.template !== undefined).map(({ metadata }) => metadata.name);
      expect(budgets.sort()).toEqual(workloads.sort());
    });

    it('tells the gateway where the services are', () => {
      const told = pods.flatMap(({ containers }) => containers.flatMap(({ env }) => env)).filter(({ name }) => name.startsWith('DAYBOOK_UPSTREAM_'));
      const services = resources.filter(({ kind }) => kind === 'Service').map(({ metadata }) => `http://${metadata.name}:8080`);
      expect(told).toHaveLength(5);
      for (const { value } of told) expect(services).toContain(value);
    });
  });
});
