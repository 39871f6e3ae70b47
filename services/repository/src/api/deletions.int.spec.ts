import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, temporaryDirectory } from '@daybook/testing';
import { RepositoryApp, type Answer } from '../fixtures/repository-app.fixture.js';
import { eraseVersion, queueVersion } from '../fixtures/version-facts.fixture.js';

const directory = temporaryDirectory();
let app: RepositoryApp;
beforeAll(async () => {
  app = await RepositoryApp.start(directory);
});
afterAll(() => app.close());

const remove = (repo: string): Promise<Answer> =>
  app.ask(`/repositories/${repo}`, { method: 'DELETE', headers: { 'daybook-actor': 'ben', 'daybook-reason': 'data%20protection' } });
const becomes = (operation: string, expected: object): Promise<void> =>
  eventually(async () => expect((await app.ask(`/operations/${operation}`)).body).toMatchObject(expected));
const stepsOf = (done: number, total: number, isDone = done === total) => [
  { name: 'hide', status: 'done' },
  { name: 'erase-versions', status: isDone ? 'done' : 'running', done, total },
  { name: 'erase-repository', status: isDone ? 'done' : 'running' },
];

describe('Deleting a repository', () => {
  it('is an operation that ends when its versions are erased, whatever happens to the service on the way', async () => {
    const id = String((await app.create('kept-not')).body['id']);
    for (const number of [1, 2]) await queueVersion(app.store, id, number, 'anna');
    await eventually(async () => expect((await app.ask('/repositories/kept-not')).body).toMatchObject({ versionCount: 2 }));
    const removed = await remove('kept-not');
    const operationId = `repository-deletion-${id}`;
    expect(removed).toMatchObject({ status: 202, headers: { location: `/v1/operations/${operationId}` }, body: { id, operationId } });
    await becomes(operationId, { status: 'running', actor: 'ben', reason: 'data protection', endedAt: null, steps: stepsOf(0, 2) });
    await eraseVersion(app.store, id, 2);
    await becomes(operationId, { status: 'running', steps: stepsOf(1, 2) });
    await app.close();
    app = await RepositoryApp.start(directory);
    await queueVersion(app.store, id, 3, 'anna');
    await eraseVersion(app.store, id, 1);
    await becomes(operationId, { status: 'running', steps: stepsOf(2, 3) });
    await eraseVersion(app.store, id, 3);
    await becomes(operationId, { status: 'done', endedAt: expect.any(String), steps: stepsOf(3, 3) });
  });

  it('leaves who did what, when and why, but not what it was', async () => {
    const id = String((await app.create('secret', { description: 'of a person' })).body['id']);
    const operation = String((await remove('secret')).body['operationId']);
    await becomes(operation, { status: 'done', steps: stepsOf(0, 0) });
    const { body } = await app.ask(`/repositories/${id}/history`);
    expect(body['entries']).toMatchObject([
      { type: 'RepositoryCreated', actor: 'anna', data: null },
      { type: 'RepositoryDeleted', actor: 'ben', reason: 'data protection', data: null },
      { type: 'RepositoryErased', data: null },
    ]);
    expect(JSON.stringify(body)).not.toContain('of a person');
    expect(await app.create('secret')).toMatchObject({ status: 201 });
  });

  it.each(['nonsense', 'repository-deletion-', 'repository-deletion-00000000-0000-4000-8000-000000000000'])(
    'is no operation before it begins: %s',
    async (operation) => {
      expect(await app.ask(`/operations/${operation}`)).toMatchObject({ status: 404, body: { code: 'operation-not-found' } });
    },
  );
});
