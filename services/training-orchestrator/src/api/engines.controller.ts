import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import { CommandContextOf, NotFound, PageQuery, sendReceipt, toViewQuery, type Page, type ReceiptReply } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { EngineHandler } from '../application/engine.handler.js';
import { RunDirectory } from '../application/run.directory.js';
import { engineCard, type EngineCard } from '../projections/engine-card.projection.js';

/** A suspended engine is drained: it takes no new runs, and what it works on goes on. */
const actions: Readonly<Record<string, 'Drain' | 'Resume'>> = { drain: 'Drain', suspend: 'Drain', resume: 'Resume' };

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
  async get(@Param('id') id: string): Promise<object> {
    const document = await this.cards.get(id);
    if (document === null) throw new NotFound('engine', id);
    return { ...document.view, position: document.position };
  }

  @Post('engines/:id/:action')
  async control(
    @Param('id') id: string,
    @Param('action') action: string,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    const type = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (type === undefined) throw new NotFound('action', action);
    if ((await this.engines.load(id)).status === 'absent') throw new NotFound('engine', id);
    const { revision, position } = await this.engines.execute(id, { type, data: {} }, context);
    return sendReceipt(reply, { status: 200, revision, position, body: { id, revision, position } });
  }

  @Get('queue')
  async queue(): Promise<object> {
    const items = (await this.directory.queued()).map(({ versionId, repositoryId, number, queuedAt, attempt }, index) => ({
      place: index + 1,
      versionId,
      repositoryId,
      number,
      queuedAt,
      attempt,
    }));
    return { items, position: this.directory.position() };
  }
}
