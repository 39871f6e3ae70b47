import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import { CommandContextOf, IfMatch, NotFound, PageQuery, sendReceipt, type Page, type ReceiptReply } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { RepositoryHandler, type RepositoryOutcome } from '../application/repository.handler.js';
import { RepositoryQueries } from '../application/repository.queries.js';
import type { RepositoryCard } from '../projections/repository-card.projection.js';
import { repositoryHistory, type RepositoryHistory } from '../projections/repository-history.projection.js';
import { ChangeRepositoryDto, CreateRepositoryDto, DefaultVersionDto, ModelsQuery } from './repository.dto.js';

const guard = (ifRevision: number | undefined) => (ifRevision === undefined ? {} : { ifRevision });

@Controller('v1/repositories')
export class RepositoriesController {
  constructor(
    private readonly repositories: RepositoryHandler,
    private readonly queries: RepositoryQueries,
    @InjectView(repositoryHistory) private readonly histories: ViewReader<RepositoryHistory>,
  ) {}

  @Post()
  async create(
    @Body() { name, description = '', labels = {} }: CreateRepositoryDto,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const outcome = await this.repositories.create({ name, description, labels }, context);
    return receipt(reply, 201, outcome.repositoryId, outcome, { name });
  }

  @Get()
  models(@Query() query: ModelsQuery): Promise<Page<RepositoryCard>> {
    const { search, ...page } = query;
    return this.queries.models(page, search);
  }

  @Get(':repo')
  async get(@Param('repo') repo: string, @Query() { atLeast }: PageQuery, @Res({ passthrough: true }) reply: ReceiptReply): Promise<object> {
    const { view, position } = await this.queries.repository(repo, atLeast);
    reply.header('etag', `"${view.revision}"`);
    return { ...view, position };
  }

  @Get(':repo/history')
  async history(@Param('repo') repo: string, @Query() { atLeast }: PageQuery): Promise<RepositoryHistory> {
    if (atLeast !== undefined) await this.histories.atLeast(atLeast);
    const { view } = await this.queries.repository(repo, atLeast).catch(() => ({ view: { repositoryId: repo } }));
    const document = await this.histories.get(view.repositoryId);
    if (document === null) throw new NotFound('repository', repo);
    return document.view;
  }

  @Patch(':repo')
  async change(
    @Param('repo') repo: string,
    @Body() changes: ChangeRepositoryDto,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const { view } = await this.queries.repository(repo);
    const outcome = await this.repositories.change(view.repositoryId, { ...changes }, context, guard(ifRevision));
    return receipt(reply, 200, view.repositoryId, outcome);
  }

  @Put(':repo/default-version')
  async setDefault(
    @Param('repo') repo: string,
    @Body() { version }: DefaultVersionDto,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const { view } = await this.queries.repository(repo);
    const outcome = await this.repositories.setDefaultVersion(view.repositoryId, version, context, guard(ifRevision));
    return receipt(reply, 200, view.repositoryId, outcome, { defaultVersion: version });
  }

  @Delete(':repo')
  async delete(
    @Param('repo') repo: string,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const { view } = await this.queries.repository(repo);
    const outcome = await this.repositories.delete(view.repositoryId, context, guard(ifRevision));
    return receipt(reply, 202, view.repositoryId, outcome);
  }
}

const receipt = (reply: ReceiptReply, status: number, id: string, outcome: RepositoryOutcome, more: object = {}): object => {
  const { revision, position } = outcome;
  return sendReceipt(reply, {
    status,
    location: `/v1/repositories/${id}`,
    revision,
    position,
    body: { id, ...more, revision, position },
  });
};
