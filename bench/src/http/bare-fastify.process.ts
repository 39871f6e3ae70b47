import { randomUUID } from 'node:crypto';
import { SqliteEventStore, type NewEvent } from '@daybook/event-store';
import fastify from 'fastify';

/**
 * The ceiling, in a process of its own: routes that append the same events to the same log one after the other as the
 * commands do, and nothing else: no rule is checked, no stream is read, no view is kept, nobody is told. (What the log
 * itself costs beside plain inserts is measured by `bench:log`.)
 */
const log = SqliteEventStore.open(process.argv[2] ?? ':memory:');

const event = (type: string, data: object): NewEvent => {
  const metadata = { actor: 'anonymous', correlationId: randomUUID(), commandId: randomUUID() };
  return { type, schemaVersion: 1, data, id: randomUUID(), metadata };
};

const revisions = new Map<string, { id: string; revision: number }>();
const app = fastify();
app.post<{ Body: { name: string } }>('/v1/repositories', async ({ body: { name } }, reply) => {
  const id = randomUUID();
  const at = new Date().toISOString();
  await log.append(`repositoryname-${name}`, [event('NameClaimed', { name, repositoryId: id, claimId: randomUUID(), at })], 'no-stream');
  const created = { repositoryId: id, name, description: '', labels: {}, owner: 'anonymous', at };
  const { revision, position } = await log.append(`repository-${id}`, [event('RepositoryCreated', created)], 'no-stream');
  revisions.set(name, { id, revision });
  return reply.status(201).send({ id, name, revision, position });
});
app.patch<{ Params: { repo: string }; Body: { description: string } }>('/v1/repositories/:repo', async ({ params, body }, reply) => {
  const known = revisions.get(params.repo);
  if (known === undefined) return reply.status(404).send();
  const described = { repositoryId: known.id, description: body.description, at: new Date().toISOString() };
  const { revision, position } = await log.append(`repository-${known.id}`, [event('RepositoryDescribed', described)], known.revision);
  revisions.set(params.repo, { id: known.id, revision });
  return reply.send({ id: known.id, revision, position });
});
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
process.once('SIGTERM', () => void log.close().then(() => process.exit(0)));
