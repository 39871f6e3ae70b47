import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toViewQuery } from '@daybook/service-kit';
import { versionFields } from '@daybook/versioning/version-fields';
import { versionRow, type VersionRow } from '@daybook/versioning/versions-table';
import { SqliteViewStore, type ViewQuery } from '@daybook/views';
import { percentilesOf, type Percentiles } from './percentiles.js';
import { repositoryId, seedLog } from './seeded-log.js';
import { tableQuestions, type TableQuestion } from './table-questions.js';

/**
 * The versions table of one repository with few and with many versions: each question through HTTP (the service in a
 * process of its own) and directly on the view, one after the other. What is flat has a ratio of about 1.
 */
const sizes = process.argv.slice(2).map(Number);
const [few = 1000, many = 100_000] = sizes;
const times = 300;
const pageLimit = 50;
const widest = 200;

type Answers = ReadonlyMap<string, Percentiles>;
type Page = Readonly<{ nextCursor: string | null }>;

/** The cursor behind so many rows. */
const cursorAt = async (rows: number, page: (cursor: string | null) => Promise<Page>): Promise<string | null> => {
  let cursor: string | null = null;
  for (let passed = 0; passed < rows; passed += widest) ({ nextCursor: cursor } = await page(cursor));
  return cursor;
};

const throughHttp = async (url: string, { query, depth }: TableQuestion, versions: number): Promise<Percentiles> => {
  const get = async (limit: number, cursor: string | null): Promise<Page> => {
    const search = new URLSearchParams({ ...query, limit: String(limit), ...(cursor === null ? {} : { cursor }) });
    const response = await fetch(`${url}/v1/repositories/churn/versions?${search}`);
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Page;
  };
  const cursor = await cursorAt(depth * versions, (after) => get(widest, after));
  return percentilesOf(times, () => get(pageLimit, cursor));
};

const onView = async (directory: string, { query, depth }: TableQuestion, versions: number): Promise<Percentiles> => {
  const store = SqliteViewStore.open(join(directory, 'views.db'));
  const rows = await store.open<VersionRow>(versionRow.name, versionRow.indexes ?? []);
  const { filter, ...sorted } = query;
  const asked = toViewQuery({ ...sorted, ...(filter === undefined ? {} : { filter: [filter] }) }, versionFields('accuracy'), '-number');
  const where: ViewQuery['where'] = [
    { field: 'repositoryId', op: 'eq', value: repositoryId },
    { field: 'archived', op: 'eq', value: false },
    ...(asked.where ?? []),
  ];
  const page = (limit: number, cursor: string | null): Promise<Page> =>
    rows.query({ ...asked, where, limit, ...(cursor === null ? {} : { cursor }) });
  const cursor = await cursorAt(depth * versions, (after) => page(widest, after));
  const answer = await percentilesOf(times, () => page(pageLimit, cursor));
  await store.close();
  return answer;
};

const measure = async (versions: number): Promise<Answers> => {
  const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-views-'));
  await seedLog(join(directory, 'log.db'), versions);
  const service = fork(fileURLToPath(new URL('./versioning.process.js', import.meta.url)), [directory]);
  const [url] = (await once(service, 'message')) as [string];
  const answers = new Map<string, Percentiles>();
  for (const question of tableQuestions) answers.set(`HTTP | ${question.name}`, await throughHttp(url, question, versions));
  service.send('close');
  await once(service, 'exit');
  for (const question of tableQuestions) answers.set(`view | ${question.name}`, await onView(directory, question, versions));
  rmSync(directory, { recursive: true, force: true });
  return answers;
};

const small = await measure(few);
const large = await measure(many);
const ms = (value: number): string => value.toFixed(2);
console.log(`| asked | table | p50 ms of ${few} | p50 ms of ${many} | ratio | p99 ms of ${few} | p99 ms of ${many} |`);
console.log('|---|---|---|---|---|---|---|');
for (const [name, a] of small) {
  const b = large.get(name);
  if (b !== undefined) console.log(`| ${name} | ${ms(a.p50Ms)} | ${ms(b.p50Ms)} | ${(b.p50Ms / a.p50Ms).toFixed(2)} | ${ms(a.p99Ms)} | ${ms(b.p99Ms)} |`);
}
