import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import { CommandContextOf, IfMatch, PageQuery, sendReceipt, type Page, type ReceiptReply } from '@daybook/service-kit';
import { DatasetQueries } from '../application/dataset.queries.js';
import { RepositoryDeletion } from '../application/repository.deletion.js';
import { RepositoryHandler } from '../application/repository.handler.js';
import { RepositoryQueries, type HistoryPage, type Repository } from '../application/repository.queries.js';
import type { RepositoryOutcome } from '../application/repository.streams.js';
import { ChangeRepositoryDto, CreateRepositoryDto, DefaultVersionDto, ModelsQuery } from './repository.dto.js';

const guard = (ifRevision: number | undefined) => (ifRevision === undefined ? {} : { ifRevision });

/** `{repo}` is a repository's id or name. */
@Controller('v1/repositories')
export class RepositoriesController {
  constructor(
    private readonly repositories: RepositoryHandler,
    private readonly deletion: RepositoryDeletion,
    private readonly queries: RepositoryQueries,
    private readonly datasets: DatasetQueries,
  ) {}

  @Post()
  async create(
    @Body() { name, description = '', labels = {}, datasetIds = [] }: CreateRepositoryDto,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const datasets = await Promise.all(datasetIds.map((dataset) => this.datasets.linked(dataset)));
    const outcome = await this.repositories.create({ name, description, labels, datasets }, context);
    return receipt(reply, 201, outcome.repositoryId, outcome, { name });
  }

  @Get()
  models(@Query() { search, ...page }: ModelsQuery): Promise<Page<Repository>> {
    return this.queries.models(page, search);
  }

  @Get(':repo')
  async get(
    @Param('repo') repo: string,
    @Query() { atLeast }: PageQuery,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const { view, position } = await this.queries.one(repo, atLeast);
    reply.header('etag', `"${view.revision}"`);
    return { ...view, position };
  }

  @Get(':repo/history')
  history(@Param('repo') repo: string, @Query() page: PageQuery): Promise<HistoryPage> {
    return this.queries.history(repo, page);
  }

  @Patch(':repo')
  async change(
    @Param('repo') repo: string,
    @Body() { ...changes }: ChangeRepositoryDto,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const repositoryId = await this.queries.idOf(repo);
    const outcome = await this.repositories.change(repositoryId, changes, context, guard(ifRevision));
    return receipt(reply, 200, repositoryId, outcome);
  }

  @Put(':repo/datasets/:dataset')
  async linkDataset(
    @Param('repo') repo: string,
    @Param('dataset') dataset: string,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const repositoryId = await this.queries.idOf(repo);
    const linked = await this.datasets.linked(dataset);
    const outcome = await this.repositories.linkDataset(repositoryId, linked, context, guard(ifRevision));
    return receipt(reply, 200, repositoryId, outcome, { datasetId: linked.datasetId });
  }

  @Put(':repo/default-version')
  async setDefault(
    @Param('repo') repo: string,
    @Body() { version }: DefaultVersionDto,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const repositoryId = await this.queries.idOf(repo);
    const outcome = await this.repositories.setDefaultVersion(repositoryId, version, context, guard(ifRevision));
    return receipt(reply, 200, repositoryId, outcome, { defaultVersion: version });
  }

  @Delete(':repo')
  async delete(
    @Param('repo') repo: string,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const repositoryId = await this.queries.idOf(repo);
    const { revision, position } = await this.deletion.begin(repositoryId, context, guard(ifRevision));
    const operationId = this.deletion.operationId(repositoryId);
    const body = { id: repositoryId, operationId, revision, position };
    return sendReceipt(reply, { status: 202, location: `/v1/operations/${operationId}`, revision, position, body });
  }
}

const receipt = (
  reply: ReceiptReply,
  status: number,
  id: string,
  outcome: RepositoryOutcome,
  more: object = {},
): object => {
  const { revision, position } = outcome;
  return sendReceipt(reply, {
    status,
    location: `/v1/repositories/${id}`,
    revision,
    position,
    body: { id, ...more, revision, position },
  });
};
