import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { IllegalTransition } from '@daybook/event-sourcing';
import type { CommandContext } from '@daybook/event-store';
import { Action, actionPaths, CommandContextOf, IfMatch, NotFound, PageQuery, sendReceipt, type ReceiptReply } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { CreateVersion } from '../application/create-version.js';
import { KnownQueries } from '../application/known.queries.js';
import type { Queued } from '../application/queue-version.handler.js';
import { VersionHandler } from '../application/version.handler.js';
import { versionViewOf } from '../application/version-view.js';
import { VersionTargets } from '../application/version.targets.js';
import { VersionQueries, type VersionsPage } from '../application/version.queries.js';
import type { VersionCommand } from '../domain/version.commands.js';
import type { VersionKey } from '../domain/version.events.js';
import { versionHistory, type VersionHistory } from '../projections/version-history.projection.js';
import { CreateVersionDto, DescribeVersionDto, versionReference, VersionsQuery } from './version.dto.js';

const actions = {
  cancel: (at) => ({ type: 'CancelVersion', data: { at } }),
  star: (at) => ({ type: 'Star', data: { starred: true, at } }),
  unstar: (at) => ({ type: 'Star', data: { starred: false, at } }),
  archive: (at) => ({ type: 'Archive', data: { archived: true, at } }),
  unarchive: (at) => ({ type: 'Archive', data: { archived: false, at } }),
} satisfies Readonly<Record<string, (at: string) => VersionCommand>>;

@Controller('v1/repositories/:repo/versions')
export class VersionsController {
  constructor(
    private readonly known: KnownQueries,
    private readonly creation: CreateVersion,
    private readonly targets: VersionTargets,
    private readonly versions: VersionHandler,
    private readonly queries: VersionQueries,
    @InjectView(versionHistory) private readonly histories: ViewReader<VersionHistory>,
  ) {}

  @Post()
  async create(
    @Param('repo') repo: string,
    @Body() { from, ...request }: CreateVersionDto,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const repository = await this.known.commanded(repo);
    const origin = from === undefined ? {} : { from: versionReference(from) };
    const queued = await this.creation.create(repository, { ...request, ...origin }, context);
    return receiptOf(reply, repository.repositoryId, queued);
  }

  @Get()
  async list(@Param('repo') repo: string, @Query() query: VersionsQuery): Promise<VersionsPage> {
    const { includeArchived = false, ...page } = query;
    return this.queries.page(await this.known.repository(repo, page.atLeast), page, includeArchived);
  }

  @Get(':n')
  async get(
    @Param('repo') repo: string,
    @Param('n') n: string,
    @Query() { atLeast }: PageQuery,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const repository = await this.known.repository(repo, atLeast);
    const { view, position } = await this.queries.one(repository, versionReference(n), atLeast);
    const beginning = await this.versions.beginning(view.versionId);
    reply.header('etag', `"${view.revision}"`);
    const defaultNumber = await this.queries.defaultNumber(repository);
    return { ...versionViewOf(view, { defaultNumber }), rawConfiguration: beginning?.raw, configuration: beginning?.configuration, position };
  }

  @Get(':n/history')
  async history(@Param('repo') repo: string, @Param('n') n: string, @Query() { atLeast }: PageQuery): Promise<object> {
    const { view, position } = await this.queries.one(await this.known.repository(repo, atLeast), versionReference(n), atLeast);
    await this.histories.atLeast(atLeast ?? position);
    const document = await this.histories.get(view.versionId);
    if (document === null) throw new NotFound('version', n);
    const { state: _state, ...history } = document.view;
    return { ...history, position: document.position };
  }

  @Patch(':n')
  async describe(
    @Param('repo') repo: string,
    @Param('n') n: string,
    @Body() { description }: DescribeVersionDto,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const target = await this.targets.commanded(await this.known.commanded(repo), versionReference(n), context);
    const command = { type: 'Describe', data: { description, at: this.versions.now() } } as const;
    return this.execute(reply, 200, target, command, context, ifRevision);
  }

  @Post(':n/retrain')
  async retrain(
    @Param('repo') repo: string,
    @Param('n') n: string,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const repository = await this.known.commanded(repo);
    return receiptOf(reply, repository.repositoryId, await this.creation.retrain(repository, versionReference(n), context));
  }

  @Post(actionPaths(':n', actions))
  async act(
    @Param('repo') repo: string,
    @Param('n') n: string,
    @Action() action: keyof typeof actions,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const target = await this.targets.commanded(await this.known.commanded(repo), versionReference(n), context);
    return this.execute(reply, action === 'cancel' ? 202 : 200, target, actions[action](this.versions.now()), context, ifRevision);
  }

  private async execute(
    reply: ReceiptReply,
    status: number,
    { versionId, repositoryId, number }: VersionKey,
    command: VersionCommand,
    context: CommandContext,
    ifRevision: number | undefined,
  ): Promise<object> {
    const guard = ifRevision === undefined ? {} : { ifRevision };
    const { revision, position, state } = await this.versions.execute(versionId, command, context, guard).catch((error: unknown) => {
      throw isNone(error) ? new NotFound('version', String(number)) : error;
    });
    const location = `/v1/repositories/${repositoryId}/versions/${number}`;
    const body = { id: versionId, versionId, repositoryId, number, status: state.status, revision, position };
    return sendReceipt(reply, { status, location, revision, position, body });
  }
}

const receiptOf = (reply: ReceiptReply, repositoryId: string, { versionId, number, revision, position }: Queued): object => {
  const location = `/v1/repositories/${repositoryId}/versions/${number}`;
  const body = { id: versionId, versionId, repositoryId, number, status: 'queued', revision, position };
  return sendReceipt(reply, { status: 202, location, revision, position, body });
};

const isNone = (error: unknown): boolean => error instanceof IllegalTransition && ['absent', 'erased'].includes(error.status);
