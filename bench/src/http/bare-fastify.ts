import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import fastify from 'fastify';

type Waiting = { readonly rows: readonly (readonly string[])[]; readonly done: () => void };

/** The ceiling: a route that writes the same two rows with the same durability, and nothing else. */
export const bareFastify = async (file: string): Promise<Readonly<{ url: string; close: () => Promise<void> }>> => {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, id TEXT, at TEXT, data TEXT, UNIQUE (stream, id))');
  const insert = db.prepare('INSERT INTO events (stream, id, at, data) VALUES (?, ?, ?, ?)');
  let queue: Waiting[] = [];
  const flush = (): void => {
    const batch = queue;
    queue = [];
    db.transaction(() => batch.forEach(({ rows }) => rows.forEach((row) => insert.run(...row))))();
    batch.forEach(({ done }) => done());
  };
  const app = fastify();
  app.post<{ Body: { name: string } }>('/v1/repositories', async (request, reply) => {
    const data = JSON.stringify(request.body);
    const row = (stream: string) => [stream, randomUUID(), new Date().toISOString(), data];
    await new Promise<void>((done) => {
      if (queue.push({ rows: [row('name'), row('repository')], done }) === 1) setImmediate(flush);
    });
    return reply.status(201).send({ id: randomUUID() });
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    close: async () => {
      await app.close();
      db.close();
    },
  };
};
