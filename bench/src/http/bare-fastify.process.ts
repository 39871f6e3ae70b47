import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import fastify from 'fastify';

/**
 * The ceiling, in a process of its own: routes that write the same rows with the same durability, many requests to one
 * fsync, and nothing else: no rule is checked, nothing is read, no view is kept, nobody is told.
 */
type Row = readonly [stream: string, revision: number, id: string, at: string, metadata: string, data: string];
type Waiting = Readonly<{ rows: readonly Row[]; done: () => void }>;

const db = new Database(process.argv[2] ?? ':memory:');
db.pragma('locking_mode = EXCLUSIVE');
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, id TEXT, at TEXT, metadata TEXT, data TEXT, UNIQUE (stream, revision));
  CREATE UNIQUE INDEX events_by_id ON events (stream, id);
`);
const insert = db.prepare('INSERT INTO events (stream, revision, id, at, metadata, data) VALUES (?, ?, ?, ?, ?, ?)');
let queue: Waiting[] = [];
const flush = (): void => {
  const batch = queue;
  queue = [];
  db.exec('BEGIN IMMEDIATE');
  for (const { rows } of batch) for (const row of rows) insert.run(...row);
  db.exec('COMMIT');
  for (const { done } of batch) done();
};
const write = (rows: readonly Row[]): Promise<void> =>
  new Promise((done) => {
    if (queue.push({ rows, done }) === 1) setImmediate(flush);
  });
const metadataOf = (): string => JSON.stringify({ actor: 'anonymous', correlationId: randomUUID(), commandId: randomUUID() });

const revisions = new Map<string, number>();
const app = fastify();
app.post<{ Body: { name: string } }>('/v1/repositories', async ({ body }, reply) => {
  const id = randomUUID();
  const at = new Date().toISOString();
  const claim = JSON.stringify({ name: body.name, repositoryId: id, claimId: randomUUID(), at });
  const created = JSON.stringify({ repositoryId: id, name: body.name, description: '', labels: {}, datasets: [], owner: 'anonymous', at });
  await write([
    [`repositoryname-${body.name}`, 0, randomUUID(), at, metadataOf(), claim],
    [`repository-${id}`, 0, randomUUID(), at, metadataOf(), created],
  ]);
  return reply.status(201).send({ id, name: body.name, revision: 0, position: 0 });
});
app.patch<{ Params: { repo: string }; Body: { description: string } }>('/v1/repositories/:repo', async ({ params, body }, reply) => {
  const revision = (revisions.get(params.repo) ?? 0) + 1;
  revisions.set(params.repo, revision);
  const at = new Date().toISOString();
  const described = JSON.stringify({ repositoryId: params.repo, description: body.description, at });
  await write([[`repository-${params.repo}`, revision, randomUUID(), at, metadataOf(), described]]);
  return reply.send({ id: params.repo, revision, position: 0 });
});
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
process.once('SIGTERM', () => process.exit(0));
