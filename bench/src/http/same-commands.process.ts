import { randomUUID } from 'node:crypto';
import { ConsoleLogger } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import { RepositoryHandler } from '@daybook/repository/commands';
import { RepositoryQueries } from '@daybook/repository/queries';
import { standaloneConfigFrom } from '@daybook/standalone/config';
import { createStandalone } from '@daybook/standalone/start';
import fastify from 'fastify';

/**
 * The same work behind another door: the whole product in a process of its own, whose commands are called from bare
 * Fastify routes. What the HTTP interface costs is the difference: Nest, validation, problems, receipts, metrics.
 */
const env = { DAYBOOK_DATA_DIR: process.argv[2] ?? '.', DAYBOOK_TRAINING_ENGINES: '0', DAYBOOK_SERVING_ENGINES: '0' };
const product = await createStandalone(standaloneConfigFrom(env), new ConsoleLogger({ logLevels: ['error', 'fatal'] }));
const commands = product.get(RepositoryHandler, { strict: false });
const queries = product.get(RepositoryQueries, { strict: false });

const context = (): CommandContext => ({ actor: 'anonymous', correlationId: randomUUID(), commandId: randomUUID() });

const app = fastify();
app.post<{ Body: { name: string } }>('/v1/repositories', async ({ body: { name } }, reply) => {
  const { repositoryId, revision, position } = await commands.create({ name, description: '', labels: {}, datasets: [] }, context());
  return reply.status(201).send({ id: repositoryId, name, revision, position });
});
app.patch<{ Params: { repo: string }; Body: { description: string } }>('/v1/repositories/:repo', async ({ params, body }, reply) => {
  const id = await queries.idOf(params.repo);
  const { revision, position } = await commands.change(id, { description: body.description }, context());
  return reply.send({ id, revision, position });
});
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
process.once('SIGTERM', () => void product.close().then(() => process.exit(0)));
