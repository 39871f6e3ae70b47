import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DaybookClient, Document } from '@daybook/client';
import { describeWithLocal, type LocalPart } from '@daybook/testing';
import { prepareLoad } from '../harness/mixed-load.js';
import { endOf, eventually } from '../harness/wait.js';
import { root } from '../harness/workspace.js';
import { asks, CommandRound, type Answer } from './harness/command-round.js';
import { proxiesBefore, type LocalServers, type Proxies } from './harness/faults.js';
import { FleetProcess } from './harness/fleet.process.js';
import { proxiedSettings } from './harness/server.settings.js';
import { ServiceProcess } from './harness/service.process.js';

const parts = ['kafka', 'mongo', 's3', 'log-server', 'toxiproxy'] as const;
const configuration = JSON.parse(readFileSync(join(root, 'examples/configurations/penguins-species.json'), 'utf8')) as Document;
const quick: Document = { ...configuration, trainer: { epochs: 4, batch_size: 64 } };
const repo = 'one';
const withinMs = 120_000;

await describeWithLocal(parts, 'While a part is away', (...local) => {
  const [kafka, mongo, s3, log, toxiproxy] = local as unknown as [LocalPart, LocalPart, LocalPart, LocalPart, LocalPart];
  const servers: LocalServers = { kafka, mongo, s3, log, toxiproxy };
  let proxies: Proxies;
  const settings = () => proxiedSettings(servers, proxies);

  beforeAll(async () => {
    proxies = await proxiesBefore(servers);
  });

  describe('a service that starts', () => {
    const service = new ServiceProcess('versioning', settings);
    const waitsFor = async (): Promise<readonly string[]> => {
      const { body } = await service.ask('/readyz');
      return ((body['checks'] ?? []) as { reason?: string }[]).map(({ reason = '' }) => reason);
    };
    afterAll(() => service.stop(), withinMs);

    it('lives, names the addresses that it waits for, and goes on when the parts come', async () => {
      const absent = new Map(Object.entries(proxies));
      for (const proxy of absent.values()) await proxy.cut();
      await service.start();
      await eventually(() => service.ask('/livez'), ({ status }) => status === 200, withinMs);
      while (absent.size > 0) {
        const names = (reasons: readonly string[]): boolean =>
          reasons.length === absent.size && [...absent.values()].every(({ address }) => reasons.some((reason) => reason.includes(address)));
        await eventually(waitsFor, names, withinMs);
        expect(await service.ask('/readyz')).toMatchObject({ status: 503 });
        expect(await service.ask('/livez')).toMatchObject({ status: 200 });
        expect(await service.ask('/v1/repositories/one/versions')).toMatchObject({ status: 503, body: { code: 'service-starting' } });
        const [[name, proxy] = []] = absent;
        await proxy?.heal();
        absent.delete(String(name));
      }
      await eventually(() => service.ask('/readyz'), ({ status }) => status === 200, withinMs);
    }, 6 * withinMs);
  });

  describe('the product', () => {
    const fleet = new FleetProcess(() => ({ ...settings(), DAYBOOK_TRAINING_SLOTS: '2', DAYBOOK_RUN_MAX_ATTEMPTS: '50' }));
    const ask = asks(fleet);
    let client: DaybookClient;

    const isReady = () => eventually(() => fetch(`${fleet.url}/readyz`).then(({ ok }) => ok, () => false), (ok) => ok, withinMs);
    /** The numbers of all versions, by a view that has come so far, of a memory that has heard so much. */
    const numbersAt = async (position: number): Promise<readonly number[]> => {
      const shown = await eventually(() => ask('GET', `/repositories/${repo}/lineage?atLeast=${position}`), ({ status }) => status === 200, withinMs);
      return (shown.body['nodes'] as readonly { number: number }[]).map(({ number }) => number);
    };
    /** What was acknowledged is shown, and has had its effects. */
    const converges = async (acknowledged: readonly Answer[]): Promise<readonly number[]> => {
      const numbers = await numbersAt(Math.max(...acknowledged.map(({ body }) => Number(body['position']))));
      for (const { body } of acknowledged.filter(({ asked }) => asked.endsWith('/cancel'))) {
        expect(await endOf(client, repo, Number(body['number']), withinMs)).toMatchObject({ status: 'canceled' });
      }
      await eventually(() => client.version(repo, 3), ({ status }) => status === 'ready', withinMs);
      return numbers;
    };
    const refused = (answers: readonly Answer[]) => answers.filter(({ status }) => status >= 300).map(({ asked, status, body }) => ({ asked, status, body }));

    beforeAll(async () => {
      await fleet.start();
      client = fleet.client();
      await prepareLoad(fleet);
      for (const _version of [1, 2, 3]) await client.createVersion(repo, { configuration: quick, datasetId: 'penguins' });
      for (const number of [1, 2, 3]) expect(await endOf(client, repo, number, withinMs)).toMatchObject({ status: 'ready' });
    }, 6 * withinMs);
    afterAll(() => fleet.stop(), withinMs);

    it.each([
      ['MongoDB stands still', 'mongo-paused', () => mongo.pause(), () => mongo.resume()],
      ['MongoDB cannot be reached', 'mongo-cut', () => proxies.mongo.cut(), () => proxies.mongo.heal()],
      ['Kafka was killed', 'kafka-killed', () => kafka.kill9(), () => kafka.restart()],
    ])('carries out every command while %s, and reads say what they reflect or that they cannot', async (_what, name, harm, mend) => {
      const round = new CommandRound(fleet, repo, name, quick);
      await round.prepare();
      await harm();
      const said = async () => ({
        predicted: await round.predict(),
        commands: await round.command(),
        reads: await Promise.all(['/repositories/one', '/repositories/one/versions', '/repositories/one/versions/1', '/deployments'].map((path) => ask('GET', path))),
      });
      const { predicted, commands, reads } = await said().finally(mend);
      expect(predicted).toMatchObject({ status: 200, body: { version: 1 } });
      expect(refused(commands)).toEqual([]);
      expect(commands[0]).toMatchObject({ status: 201 });
      for (const { status, code, body } of reads) {
        if (status === 200) expect(body['position']).toBeGreaterThan(0);
        else expect({ status, code }).toEqual({ status: 503, code: expect.stringMatching(/^(views-unavailable|view-behind)$/) });
      }
      await isReady();
      await converges(commands);
      expect(await client.version(repo, 1)).toMatchObject({ starred: true, description: `during ${name}` });
    }, 6 * withinMs);

    it('lets a training wait for the artifact store, says so, and uses up none of its attempts', async () => {
      const { items } = await client.versions(repo, { limit: 200 });
      for (const { number } of items) await endOf(client, repo, Number(number), withinMs);
      await proxies.s3.cut();
      const waited = async (): Promise<number> => {
        const { number } = await client.createVersion(repo, { configuration: quick, datasetId: 'penguins' });
        const run = `/repositories/${repo}/versions/${number}`;
        await eventually(() => ask('GET', `${run}/logs`), ({ body }) => JSON.stringify(body).includes('Waiting: the artifact store does not answer.'), withinMs);
        await eventually(() => fetch(`${fleet.url}/readyz`).then((ready) => ready.text()), (text) => text.includes('artifacts: '), withinMs);
        expect(await fetch(`${fleet.url}/readyz`)).toMatchObject({ status: 200 });
        await eventually(() => ask('GET', run), ({ body }) => body['status'] === 'preprocessing', withinMs);
        return Number(number);
      };
      const number = await waited().finally(() => proxies.s3.heal());
      expect(await endOf(client, repo, number, withinMs)).toMatchObject({ status: 'ready' });
      expect(await ask('GET', `/repositories/${repo}/versions/${number}/run`)).toMatchObject({ status: 200, body: { attempt: 1 } });
    }, 2 * withinMs);

    it('promises nothing while the log is away, and the same key settles it when the log is back', async () => {
      const before = await converges([await ask('POST', `/repositories/${repo}/versions/1/unstar`)]);
      const keys = Array.from({ length: 8 }, (_, index) => `settled-${index}`);
      const queue = (key: string) => ask('POST', `/repositories/${repo}/versions`, { configuration: quick, datasetId: 'penguins' }, key);
      // Under way when the log dies: whether any of them is in it, nobody knows but the log.
      const surprised = keys.map(queue);
      await log.kill9();
      const first = await Promise.all(surprised);
      const away = await Promise.all([...keys.map(queue), ask('POST', `/repositories/${repo}/versions/1/unstar`), ask('POST', '/repositories', { name: 'never' })]);
      const shown = await ask('GET', '/repositories');
      await log.restart();
      for (const { status, code, retryAfter } of away) {
        expect({ status, code, retryAfter }).toEqual({ status: 503, code: 'event-store-unavailable', retryAfter: '1' });
      }
      for (const { status } of first) expect([202, 503, 504]).toContain(status);
      expect(shown).toMatchObject({ status: 200, body: { position: expect.any(Number) } });
      await isReady();
      const settled = await Promise.all(keys.map((key) => eventually(() => queue(key), ({ status }) => status === 202, withinMs)));
      const again = await Promise.all(keys.map(queue));
      const numberOf = ({ body }: Answer) => Number(body['number']);
      expect(again.map(numberOf)).toEqual(settled.map(numberOf));
      for (const [index, answer] of first.entries()) if (answer.status === 202) expect(numberOf(answer)).toBe(numberOf(settled[index] as Answer));
      expect(await converges(settled)).toEqual(Array.from({ length: before.length + keys.length }, (_, index) => index + 1));
      expect((await client.repositories({ search: 'never' })).items).toEqual([]);
    }, 6 * withinMs);

    it('has left no dead letter', async () => {
      expect((await client.deadLetters()).items).toEqual([]);
    });
  });
});
