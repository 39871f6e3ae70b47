import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@daybook/testing';
import { RepositoryApp } from '../fixtures/repository-app.fixture.js';

const csv = 'age,city,churn\n31,Bonn,yes\n45,Köln,no\n,Bonn,no\n';

describe('datasets over HTTP', () => {
  const directory = temporaryDirectory();
  let app: RepositoryApp;

  beforeAll(async () => {
    app = await RepositoryApp.start(directory);
  });
  afterAll(() => app.close());

  it('are registered with their columns, and read by id and by name', async () => {
    const registered = await app.upload('customers', csv);
    expect(registered).toMatchObject({ status: 201, body: { name: 'customers', rows: 3 } });
    const id = String(registered.body['id']);
    expect(registered.headers['location']).toBe(`/v1/datasets/${id}`);
    for (const path of [id, 'customers']) {
      expect((await app.ask(`/datasets/${path}`)).body).toMatchObject({
        datasetId: id,
        name: 'customers',
        rows: 3,
        createdBy: 'anna',
        columns: [
          { name: 'age', type: 'number', distinct: 2, missing: 1 },
          { name: 'city', type: 'category', distinct: 2, missing: 0, classes: ['Bonn', 'Köln'] },
          { name: 'churn', type: 'binary', distinct: 2, missing: 0, classes: ['no', 'yes'] },
        ],
      });
    }
  });

  it('answer what is registered already for the same content under the same name', async () => {
    const [first, again, other] = [
      await app.upload('same', csv),
      await app.upload('same', csv),
      await app.upload('another', csv),
    ];
    expect([first.status, again.status, other.status]).toEqual([201, 200, 201]);
    expect(again.body).toEqual(first.body);
    expect(other.body['id']).not.toBe(first.body['id']);
  });

  it('leave nothing behind when the caller goes away halfway', async () => {
    const content = Readable.from(
      (async function* chunks() {
        yield 'a,b\n1,2\n';
        throw new Error('the caller has gone');
      })(),
    );
    await expect(app.upload('halfway', content)).rejects.toThrow('the caller has gone');
    expect((await app.ask('/datasets/halfway')).status).toBe(404);
  });

  it('are the newest of a name', async () => {
    await app.upload('moving', 'a\n1\n');
    const newest = await app.upload('moving', 'a\n1\n2\n');
    const { body } = await app.ask(`/datasets/moving?atLeast=${String(newest.body['position'])}`);
    expect(body).toMatchObject({ datasetId: newest.body['id'], rows: 2 });
  });

  it('are profiled whole, and shown row by row', async () => {
    await app.upload('shown', csv);
    const { body: profile } = await app.ask('/datasets/shown/profile');
    expect(profile).toMatchObject({
      rows: 3,
      columns: [{ name: 'age', number: { min: 31, max: 45 } }, { name: 'city' }, { name: 'churn' }],
    });
    const rows = await app.ask('/datasets/shown/rows?offset=1&limit=1');
    expect(rows.body).toEqual({
      columns: ['age', 'city', 'churn'],
      offset: 1,
      rows: [['45', 'Köln', 'no']],
      totalRows: 3,
      nextOffset: 2,
    });
    expect((await app.ask('/datasets/shown/rows?offset=3')).body).toMatchObject({ rows: [], nextOffset: null });
  });

  it('are taken in as they come, and stored as they were sent', async () => {
    const line = `${'x'.repeat(999)},1\n`;
    const lines = 4000;
    const content = Readable.from(
      (function* chunks() {
        yield 'text,number\n';
        for (let block = 0; block < lines / 1000; block += 1) yield line.repeat(1000);
      })(),
    );
    const registered = await app.upload('long', content);
    expect(registered).toMatchObject({ status: 201, body: { rows: lines } });
    const { artifact } = (await app.ask('/datasets/long')).body as { artifact: { sha256: string; sizeBytes: number } };
    expect(artifact.sizeBytes).toBe(12 + lines * line.length);
    expect(await app.artifacts.stat(artifact.sha256)).toEqual(artifact);
  });

  it('are refused with the lines that are wrong', async () => {
    const ragged = await app.upload('ragged', 'a,b\n1,2\n3\n4,5,6\n');
    expect(ragged).toMatchObject({
      status: 422,
      body: {
        code: 'invalid-table',
        problems: [
          { line: 3, message: '1 cells where the header has 2' },
          { line: 4, message: '3 cells where the header has 2' },
        ],
      },
    });
    expect((await app.ask('/datasets/ragged')).status).toBe(404);
  });

  it.each([
    ['an empty table', ''],
    ['a header alone', 'a,b\n'],
    ['two columns of one name', 'a,a\n1,2\n'],
    ['a column without a name', 'a,\n1,2\n'],
    ['a NUL character', 'a,b\n1,\0\n'],
  ])('refuse %s', async (_what, content) => {
    const { status, body } = await app.upload('bad', Readable.from([content]));
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'invalid-table' });
  });

  it('refuse what is not CSV, or has no name', async () => {
    const json = await app.ask('/datasets?name=x', { method: 'POST', payload: { a: 1 } });
    expect(json).toMatchObject({ status: 415, body: { code: 'unsupported-media-type', detail: expect.stringContaining('text/csv') } });
    const zipped = await app.upload('x', Readable.from([gzipSync(csv)]), { 'content-encoding': 'gzip' });
    expect(zipped).toMatchObject({ status: 415, body: { code: 'unsupported-media-type', detail: expect.stringContaining('gzip') } });
    const xml = await app.ask('/datasets?name=x', {
      method: 'POST',
      payload: '<a/>',
      headers: { 'content-type': 'text/xml' },
    });
    expect(xml).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    const nameless = await app.ask('/datasets', {
      method: 'POST',
      payload: csv,
      headers: { 'content-type': 'text/csv' },
    });
    expect(nameless).toMatchObject({ status: 400, body: { errors: [{ field: 'name' }] } });
  });

  it.each([
    ['/datasets/nothing', 404, 'dataset-not-found'],
    ['/datasets/nothing/profile', 404, 'dataset-not-found'],
    ['/datasets/nothing/rows', 404, 'dataset-not-found'],
    ['/datasets/customers/rows?limit=1001', 400, 'invalid-request'],
    ['/datasets/customers/rows?offset=-1', 400, 'invalid-request'],
  ])('answer %s with %i %s', async (path, status, code) => {
    const answer = await app.ask(path);
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
  });

  it('are listed newest first', async () => {
    const { position } = (await app.upload('last', 'z\n1\n')).body;
    const { items } = (await app.ask(`/datasets?limit=1&atLeast=${String(position)}`)).body as {
      items: { name: string }[];
    };
    expect(items.map(({ name }) => name)).toEqual(['last']);
  });
});
