import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, temporaryDirectory } from '@daybook/testing';
import { RepositoryApp, type Answer } from '../fixtures/repository-app.fixture.js';
import { archiveVersion, queueVersion, readyVersion } from '../fixtures/version-facts.fixture.js';

type Rows = { items: { name: string; repositoryId: string }[]; nextCursor: string | null; position: number };
const rowsOf = ({ body }: Answer): Rows => body as unknown as Rows;
const problem = ({ status, body }: Answer) => ({ status, code: body['code'] });

describe('repositories over HTTP', () => {
  const directory = temporaryDirectory();
  let app: RepositoryApp;
  const readAt = (answer: Answer, path: string) => app.ask(`${path}?atLeast=${String(answer.body['position'])}`);

  beforeAll(async () => {
    app = await RepositoryApp.start(directory);
  });
  afterAll(() => app.close());

  it('are created, and read by id and by name in any case', async () => {
    const created = await app.create('Penguins', { description: 'which one is it?', labels: { team: 'birds', constructor: 'a' } });
    expect(created).toMatchObject({ status: 201, body: { name: 'Penguins', revision: 0 }, headers: { etag: '"0"' } });
    const id = String(created.body['id']);
    expect(created.headers['location']).toBe(`/v1/repositories/${id}`);
    for (const repo of [id, 'Penguins', 'penguins']) {
      const { status, body, headers } = await app.ask(`/repositories/${repo}`);
      expect({ status, etag: headers['etag'] }).toEqual({ status: 200, etag: '"0"' });
      expect(body).toMatchObject({
        repositoryId: id,
        name: 'Penguins',
        owner: 'anna',
        labels: { team: 'birds', constructor: 'a' },
        contributors: ['anna'],
        latestVersion: null,
      });
      expect(body).not.toHaveProperty('searchText');
    }
  });

  it('show a write at once to whoever asks for its position', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { body } = await readAt(await app.create(`written-${round}`), `/repositories/written-${round}`);
      const changed = await app.ask(`/repositories/written-${round}`, {
        method: 'PATCH',
        payload: { description: `round ${round}` },
      });
      expect((await readAt(changed, `/repositories/${String(body['repositoryId'])}`)).body['description']).toBe(
        `round ${round}`,
      );
    }
  });

  it('give a name to one of 64 who want it at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => app.create(index % 2 === 0 ? 'wanted' : 'Wanted')),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const losers = answers.filter(({ status }) => status !== 201);
    expect(new Set(losers.map((answer) => JSON.stringify(problem(answer))))).toEqual(
      new Set(['{"status":409,"code":"repository-name-taken"}']),
    );
  });

  it('let one of many renamings to a name win, and the old names go', async () => {
    const ids = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (index) => String((await app.create(`racer-${index}`)).body['id'])),
    );
    const answers = await Promise.all(
      ids.map((id) => app.ask(`/repositories/${id}`, { method: 'PATCH', payload: { name: 'champion' } })),
    );
    const statuses = answers.map(({ status }) => status);
    expect([...statuses].sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const winner = statuses.indexOf(200);
    expect(await app.create(`racer-${winner + 1}`)).toMatchObject({ status: 201 });
    expect(problem(await app.create(`racer-${((winner + 1) % 6) + 1}`))).toEqual({
      status: 409,
      code: 'repository-name-taken',
    });
  });

  it('are changed under the name they bear now, whoever bore it a moment ago', async () => {
    for (let round = 0; round < 10; round += 1) {
      const before = String((await app.create('passed-on')).body['id']);
      await app.ask('/repositories/passed-on', { method: 'PATCH', payload: { name: `passed-${round}` } });
      const now = String((await app.create('passed-on')).body['id']);
      const change = () =>
        app.ask('/repositories/passed-on', { method: 'PATCH', payload: { description: `round ${round}` } });
      expect((await change()).body['id']).toBe(now);
      expect(now).not.toBe(before);
      await app.ask('/repositories/passed-on', { method: 'DELETE' });
      expect(problem(await change())).toEqual({ status: 404, code: 'repository-not-found' });
    }
  });

  it('are created once, however often one creation is sent', async () => {
    const key = { 'idempotency-key': 'create-once' };
    const [first, second, third] = await Promise.all([
      app.create('once', {}, key),
      app.create('once', {}, key),
      app.create('once', {}, key),
    ]);
    expect(second?.body).toEqual(first?.body);
    expect(third?.body).toEqual(first?.body);
    expect(problem(await app.create('twice', {}, key))).toEqual({ status: 422, code: 'idempotency-key-reused' });
  });

  it('change for whoever has seen them as they are', async () => {
    const { body } = await app.create('guarded');
    const path = `/repositories/${String(body['id'])}`;
    const change = (etag: string, name: string) =>
      app.ask(path, { method: 'PATCH', payload: { name }, headers: { 'if-match': etag } });
    expect(await change('"0"', 'guarded-1')).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect(problem(await change('"0"', 'guarded-2'))).toEqual({ status: 412, code: 'precondition-failed' });
    expect(await app.create('guarded-2')).toMatchObject({ status: 201 });
  });

  it('are listed by pages, none twice and none left out', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `page-${String(index).padStart(2, '0')}`);
    let last = 0;
    for (const name of names) last = Number((await app.create(name, { description: 'paged' })).body['position']);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = rowsOf(await app.ask(`/repositories?search=PAGED&sort=-name&limit=5&atLeast=${last}${after}`));
      expect(page.position).toBeGreaterThanOrEqual(last);
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([...names].reverse());
    const filtered = rowsOf(await app.ask('/repositories?filter=name:gte:page-03&filter=name:lt:page-06&sort=name'));
    expect(filtered.items.map(({ name }) => name)).toEqual(['page-03', 'page-04', 'page-05']);
  });

  it('remember the versions that others tell of, and may then have one as default', async () => {
    const { body } = await app.create('versioned');
    const id = String(body['id']);
    const setDefault = (version: number) =>
      app.ask(`/repositories/${id}/default-version`, { method: 'PUT', payload: { version } });
    expect(problem(await setDefault(1))).toEqual({ status: 404, code: 'version-not-found' });
    await queueVersion(app.store, id, 1, 'ben');
    expect(problem(await setDefault(1))).toEqual({ status: 409, code: 'version-not-ready' });
    await readyVersion(app.store, id, 1);
    const set = await setDefault(1);
    expect(set).toMatchObject({ status: 200, body: { defaultVersion: 1 } });
    const { body: row } = await readAt(set, `/repositories/${id}`);
    expect(row).toMatchObject({ latestVersion: 1, versionCount: 1, defaultVersion: 1, contributors: ['anna', 'ben'] });
    expect(row['datasets']).toEqual([expect.objectContaining({ name: 'customers' })]);
    await queueVersion(app.store, id, 2, 'anna');
    await eventually(async () => expect((await app.ask(`/repositories/${id}`)).body['latestVersion']).toBe(2));
  });

  it('have no archived version as default, however an archiving and a choice race', async () => {
    const id = String((await app.create('raced')).body['id']);
    const setDefault = (version: number) => app.ask(`/repositories/${id}/default-version`, { method: 'PUT', payload: { version } });
    const numbers = [1, 2, 3, 4, 5, 6];
    for (const number of numbers) {
      await queueVersion(app.store, id, number, 'anna');
      await readyVersion(app.store, id, number);
      const [answer] = await Promise.all([setDefault(number), archiveVersion(app.store, id, number)]);
      expect([200, 409]).toContain(answer.status);
    }
    expect(problem(await setDefault(6))).toEqual({ status: 409, code: 'version-archived' });
    await eventually(async () => expect((await app.ask(`/repositories/${id}`)).body['defaultVersion']).toBeNull());
    await archiveVersion(app.store, id, 6, false);
    expect(await setDefault(6)).toMatchObject({ status: 200 });
  });

  it('are found by dataset and by contributor', async () => {
    const created = await app.create('found', {}, { 'daybook-actor': 'Zoe "Z" Zed' });
    await app.upload('needles', 'a,b\n1,2\n');
    const linked = await app.ask('/repositories/found/datasets/needles', { method: 'PUT' });
    expect(linked.status).toBe(200);
    const names = async (filter: string): Promise<readonly string[]> => {
      const path = `/repositories?filter=${encodeURIComponent(filter)}&atLeast=${String(linked.body['position'])}`;
      return rowsOf(await app.ask(path)).items.map(({ name }) => name);
    };
    for (const filter of ['datasets:eq:needles', 'datasets:contains:eedle', 'contributors:eq:Zoe "Z" Zed', 'contributors:contains:zed']) {
      expect(await names(filter)).toEqual(['found']);
    }
    expect(await names('datasets:eq:needle')).toEqual([]);
    expect(created.status).toBe(201);
  });

  it('know the datasets they are given, and no others', async () => {
    const dataset = await app.upload('linked', 'a,b\n1,2\n3,4\n');
    const datasetId = String(dataset.body['id']);
    const created = await app.create('with-data', { datasetIds: [datasetId, 'linked'] });
    expect((await readAt(created, '/repositories/with-data')).body['datasets']).toEqual([
      { datasetId, name: 'linked' },
    ]);
    expect(problem(await app.create('without-data', { datasetIds: ['nowhere'] }))).toEqual({
      status: 404,
      code: 'dataset-not-found',
    });
    const linked = await app.ask('/repositories/guarded-1/datasets/linked', { method: 'PUT' });
    expect((await readAt(linked, '/repositories/guarded-1')).body['datasets']).toEqual([{ datasetId, name: 'linked' }]);
  });

  it('tell who did what, when and why, also after they are gone', async () => {
    const { body } = await app.create('told');
    const id = String(body['id']);
    await app.ask('/repositories/told', {
      method: 'PATCH',
      payload: { description: 'new' },
      headers: { 'daybook-actor': 'ben', 'daybook-reason': 'it%20was%20empty' },
    });
    expect((await app.ask('/repositories/told/history')).body['entries']).toMatchObject([
      { data: { name: 'told' } },
      { data: { description: 'new' } },
    ]);
    const removed = await app.ask('/repositories/told', { method: 'DELETE' });
    expect(removed.status).toBe(202);
    expect(problem(await readAt(removed, '/repositories/told'))).toEqual({ status: 404, code: 'repository-not-found' });
    expect(await app.ask(`/repositories/${id}`, { method: 'DELETE' })).toMatchObject({ status: 202 });
    expect(problem(await app.ask(`/repositories/${id}`, { method: 'PATCH', payload: { name: 'back' } }))).toEqual({
      status: 404,
      code: 'repository-not-found',
    });
    expect(await app.create('told')).toMatchObject({ status: 201 });

    const first = (await app.ask(`/repositories/${id}/history?limit=2`)).body;
    expect(first).toMatchObject({
      repositoryId: id,
      entries: [
        { type: 'RepositoryCreated', revision: 0, actor: 'anna', reason: null },
        {
          type: 'RepositoryDescribed',
          revision: 1,
          actor: 'ben',
          reason: 'it was empty',
        },
      ],
      nextCursor: '2',
    });
    expect((await app.ask(`/repositories/${id}/history?cursor=2&limit=1`)).body).toMatchObject({
      entries: [{ type: 'RepositoryDeleted' }],
    });
  });

  it.each([
    ['no name', {}, 'name'],
    ['a name with a slash', { name: 'a/b' }, 'name'],
    ['a name that begins with a dot', { name: '.hidden' }, 'name'],
    ['a name of 101 characters', { name: 'n'.repeat(101) }, 'name'],
    ['a name that looks like an id', { name: '7b1f6a52-58c1-4a39-9a0d-2f5e6c1c7a10' }, 'name'],
    ['null for a description', { name: 'ok', description: null }, 'description'],
    ['labels that are a list', { name: 'ok', labels: ['a'] }, 'labels'],
    ['a label that is no text', { name: 'ok', labels: { a: 1 } }, 'labels'],
    ['a field nobody knows', { name: 'ok', colour: 'red' }, 'colour'],
    ['a list in place of an object', [], 'name'],
  ])('refuse %s, and name the field', async (_what, payload, field) => {
    const answer = await app.ask('/repositories', { method: 'POST', payload });
    expect(problem(answer)).toEqual({ status: 400, code: 'invalid-request' });
    expect((answer.body['errors'] as { field: string }[]).map((error) => error.field)).toContain(field);
  });

  it.each([
    ['/repositories?sort=-colour', 400, 'unknown-view-field'],
    ['/repositories?sort=lowerName', 400, 'unknown-view-field'],
    ['/repositories?filter=searchText:eq:x', 400, 'unknown-view-field'],
    ['/repositories?filter=datasets:gt:x', 400, 'invalid-request'],
    ['/repositories?limit=201', 400, 'invalid-request'],
    ['/repositories?limit=many', 400, 'invalid-request'],
    ['/repositories?cursor=made-up', 400, 'invalid-cursor'],
    ['/repositories?search=a&search=b', 400, 'invalid-request'],
    ['/repositories/nobody', 404, 'repository-not-found'],
    ['/repositories/00000000-0000-4000-8000-000000000000', 404, 'repository-not-found'],
    ['/repositories/00000000-0000-4000-8000-000000000000/history', 404, 'repository-not-found'],
    ['/repositories/nobody/history', 404, 'repository-not-found'],
    ['/repositories/Penguins/history?cursor=x', 400, 'invalid-request'],
  ])('answer %s with %i %s', async (path, status, code) => {
    expect(problem(await app.ask(path))).toEqual({ status, code });
  });

  it.each(['null', '"text"', '7', 'true'])('refuse %s as a change', async (payload) => {
    const answer = await app.ask('/repositories/Penguins', {
      method: 'PATCH',
      payload,
      headers: { 'content-type': 'application/json' },
    });
    expect(problem(answer)).toEqual({ status: 400, code: 'invalid-request' });
  });

  it('are all there after the service was started anew', async () => {
    const before = rowsOf(await app.ask('/repositories?limit=200&sort=name'));
    const head = await app.store.headPosition();
    await app.close();
    app = await RepositoryApp.start(directory);
    const after = rowsOf(await app.ask(`/repositories?limit=200&sort=name&atLeast=${head}`));
    expect(after.items).toEqual(before.items);
  });
});
