import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { CommandContext, CommandOutcome } from '@daybook/event-store';
import { CommandContextOf, IfMatch, NotFound, PageQuery, sendReceipt, toViewQuery, type Page, type ReceiptReply } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { NothingToRollBackTo } from '../application/deployment.errors.js';
import { DeploymentHandler } from '../application/deployment.handler.js';
import { DeploymentQueries } from '../application/deployment.queries.js';
import { PredictionClient, type PredictionAnswer } from '../application/prediction.client.js';
import { ServingEngineResolver } from '../application/serving-engine.resolver.js';
import { VersionResolver } from '../application/version.resolver.js';
import type { DeploymentEvent } from '../domain/deployment.events.js';
import type { DeploymentState } from '../domain/deployment.state.js';
import { deploymentCard, type DeploymentCard } from '../projections/deployment-card.projection.js';
import type { DeploymentHistory } from '../projections/deployment-history.projection.js';
import type { KnownVersion } from '../projections/known.projections.js';
import { DeployDto, parseVersion, PredictDto, rowsOf, SwitchDto } from './deployment.dto.js';

type Outcome = CommandOutcome<DeploymentState, DeploymentEvent>;

@Controller('v1')
export class DeploymentsController {
  constructor(
    private readonly deployments: DeploymentHandler,
    private readonly resolver: VersionResolver,
    private readonly engines: ServingEngineResolver,
    private readonly predictions: PredictionClient,
    private readonly queries: DeploymentQueries,
    @InjectView(deploymentCard) private readonly cards: ViewReader<DeploymentCard>,
  ) {}

  @Post('repositories/:repo/deployments')
  async deploy(
    @Param('repo') repo: string,
    @Body() { name, version, engineId }: DeployDto,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const repository = await this.resolver.commanded(repo);
    const known = await this.resolver.version(repository, parseVersion(version));
    if (engineId !== undefined) await this.engines.assertKnown(engineId);
    const data = { ...keyOf(name, known), engineId: engineId ?? null };
    return accepted(reply, name, await this.deployments.execute(name, { type: 'Deploy', data }, context));
  }

  @Get('repositories/:repo/deployments')
  async listOfRepository(@Param('repo') repo: string, @Query() page: PageQuery): Promise<Page<DeploymentCard>> {
    const { repositoryId } = await this.resolver.repository(repo);
    const query = toViewQuery(page, deploymentCard.indexes ?? []);
    const ofRepository = { field: 'repositoryId', op: 'eq', value: repositoryId } as const;
    return this.page({ ...query, where: [ofRepository, ...(query.where ?? [])] }, page.atLeast);
  }

  @Get('deployments')
  list(@Query() page: PageQuery): Promise<Page<DeploymentCard>> {
    return this.page(toViewQuery(page, deploymentCard.indexes ?? []), page.atLeast);
  }

  @Get('deployments/:id')
  async get(
    @Param('id') id: string,
    @Query() { atLeast }: PageQuery,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<DeploymentCard & { position: number }> {
    const { view, position } = await this.queries.card(id, atLeast);
    reply.header('etag', `"${view.revision}"`);
    return { ...view, position };
  }

  @Get('deployments/:id/history')
  history(@Param('id') id: string, @Query() { atLeast }: PageQuery): Promise<DeploymentHistory> {
    return this.queries.history(id, atLeast);
  }

  @Patch('deployments/:id')
  async switch(
    @Param('id') id: string,
    @Body() { version }: SwitchDto,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const { repositoryId } = await this.queries.inLog(id);
    const repository = await this.resolver.commanded(repositoryId);
    const known = await this.resolver.version(repository, parseVersion(version));
    return accepted(reply, id, await this.switchTo(id, known, context, ifRevision));
  }

  @Post('deployments/:id/rollback')
  async rollback(
    @Param('id') id: string,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const { repositoryId, previous } = await this.queries.inLog(id);
    if (previous === null) throw new NothingToRollBackTo(id);
    const repository = await this.resolver.commanded(repositoryId);
    const known = await this.resolver.version(repository, previous.number);
    return accepted(reply, id, await this.switchTo(id, known, context, ifRevision));
  }

  @Delete('deployments/:id')
  async undeploy(
    @Param('id') id: string,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    if ((await this.deployments.load(id)).status === 'absent') throw new NotFound('deployment', id);
    const options = ifRevision === undefined ? {} : { ifRevision };
    return accepted(reply, id, await this.deployments.execute(id, { type: 'Undeploy', data: {} }, context, options));
  }

  @Post('deployments/:id/predict')
  predict(@Param('id') id: string, @Body() asked: PredictDto, @Res({ passthrough: true }) reply: ReceiptReply): Promise<PredictionAnswer> {
    void reply.status(200);
    return this.predictions.predict(id, rowsOf(asked));
  }

  private switchTo(deploymentId: string, version: KnownVersion, context: CommandContext, ifRevision?: number): Promise<Outcome> {
    const data = { ...keyOf(deploymentId, version), engineId: null };
    return this.deployments.execute(deploymentId, { type: 'Switch', data }, context, ifRevision === undefined ? {} : { ifRevision });
  }

  private async page(query: Parameters<ViewReader<DeploymentCard>['query']>[0], atLeast?: number): Promise<Page<DeploymentCard>> {
    if (atLeast !== undefined) await this.cards.atLeast(atLeast);
    const { items, nextCursor } = await this.cards.query(query);
    return { items: items.map(({ view }) => view), nextCursor, position: this.cards.position() };
  }
}

const keyOf = (deploymentId: string, { repositoryId, versionId, number }: KnownVersion) => ({ deploymentId, repositoryId, versionId, number });

const accepted = (reply: ReceiptReply, deploymentId: string, { revision, position, state }: Outcome): object => {
  const location = `/v1/deployments/${deploymentId}`;
  const body = { id: deploymentId, status: state.status, queryUrl: `${location}/predict`, revision, position };
  return sendReceipt(reply, { status: 202, location, revision, position, body });
};
