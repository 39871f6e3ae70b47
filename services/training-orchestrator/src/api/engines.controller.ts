import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import { Action, actionPaths, CommandContextOf, IfMatch, NotFound, PageQuery, sendReceipt, toViewQuery, type Page, type ReceiptReply } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { EngineHandler } from '../application/engine.handler.js';
import { RunDirectory } from '../application/run.directory.js';
import { engineCard, type EngineCard } from '../projections/engine-card.projection.js';

/** Neither a drained nor a suspended engine takes new runs; what it works on goes on, or goes back into the queue. */
const actions = { drain: 'Drain', suspend: 'Suspend', resume: 'Resume' } as const;

@Controller('v1')
export class EnginesController {
  constructor(
    private readonly engines: EngineHandler,
    private readonly directory: RunDirectory,
    @InjectView(engineCard) private readonly cards: ViewReader<EngineCard>,
  ) {}

  @Get('engines')
  async list(@Query() page: PageQuery): Promise<Page<EngineCard>> {
    if (page.atLeast !== undefined) await this.cards.atLeast(page.atLeast);
    const { items, nextCursor } = await this.cards.query(toViewQuery(page, engineCard.indexes ?? [], 'registeredAt'));
    return { items: items.map(({ view }) => view), nextCursor, position: this.cards.position() };
  }

  @Get('engines/:id')
  async get(@Param('id') id: string, @Query() { atLeast }: PageQuery): Promise<object> {
    if (atLeast !== undefined) await this.cards.atLeast(atLeast);
    const document = await this.cards.get(id);
    if (document === null) throw new NotFound('engine', id);
    return { ...document.view, position: document.position };
  }

  @Post(actionPaths('engines/:id', actions))
  async control(
    @Param('id') id: string,
    @Action() action: keyof typeof actions,
    @CommandContextOf() context: CommandContext,
    @IfMatch() ifRevision: number | undefined,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    if ((await this.engines.load(id)).status === 'absent') throw new NotFound('engine', id);
    const { revision, position } = await this.engines.execute(id, { type: actions[action], data: {} }, context, ifRevision === undefined ? {} : { ifRevision });
    return sendReceipt(reply, { status: 200, revision, position, body: { id, revision, position } });
  }

  @Get('queue')
  async queue(@Query() { atLeast, limit }: PageQuery): Promise<object> {
    if (atLeast !== undefined) await this.directory.atLeast(atLeast);
    const items = (await this.directory.queued(limit)).map(({ versionId, repositoryId, number, queuedAt, attempt }, index) => ({
      place: index + 1,
      versionId,
      repositoryId,
      number,
      queuedAt,
      attempt,
    }));
    return { items, total: await this.directory.queueLength(), position: this.directory.position() };
  }
}
