import { Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import type { CommandContext } from '@daybook/event-store';
import {
  CONSUMER_PROGRESS,
  DEAD_LETTERS,
  type ConsumerProgress,
  type ConsumerStanding,
  type DeadLetter,
  type DeadLetterPage,
  type DeadLetterQueue,
} from '@daybook/messaging';
import { ProjectionRegistry, type Verification } from '@daybook/views';
import { CommandContextOf } from '../http/command-context.decorator.js';
import { PageQuery } from '../http/page-query.dto.js';
import { within } from '../metrics/patience.js';

class DeadLetterQuery extends PageQuery {
  @IsOptional()
  @IsString()
  consumer?: string;
}
type Reply = { status(code: number): unknown };

/** For those who run the service: views, consumers and what they could not handle. */
@Controller('v1/operations')
export class OperationsController {
  constructor(
    private readonly projections: ProjectionRegistry,
    @Inject(CONSUMER_PROGRESS) private readonly consumers: ConsumerProgress,
    @Inject(DEAD_LETTERS) private readonly letters: DeadLetterQueue,
  ) {}

  @Get('projections')
  async listProjections(): Promise<object> {
    return { items: await this.projections.list() };
  }

  @Post('projections/:name/rebuild')
  rebuild(@Param('name') name: string, @Res({ passthrough: true }) reply: Reply): Promise<object> {
    reply.status(200);
    return this.projections.rebuild(name);
  }

  @Post('projections/:name/verify')
  verify(@Param('name') name: string, @Res({ passthrough: true }) reply: Reply): Promise<Verification> {
    reply.status(200);
    return this.projections.verify(name);
  }

  @Get('consumers')
  async listConsumers(): Promise<object> {
    // Without their store nobody knows how many letters there are, and everything else is as true.
    const [standings, letters] = await Promise.all([this.consumers.list(), within(this.consumers.deadLetters()).catch(() => null)]);
    const count = ({ consumer, kind }: ConsumerStanding): number =>
      letters?.find((one) => one.consumer === consumer && one.kind === kind)?.letters ?? 0;
    return { items: standings.map((standing) => ({ ...standing, deadLetters: letters === null ? null : count(standing) })) };
  }

  @Get('dead-letters')
  listDeadLetters(@Query() { consumer, cursor, limit = 50 }: DeadLetterQuery): Promise<DeadLetterPage> {
    return this.letters.list({
      ...(consumer === undefined ? {} : { consumer }),
      ...(cursor === undefined ? {} : { after: cursor }),
      limit,
    });
  }

  @Post('dead-letters/:id/retry')
  retry(@Param('id') id: string, @Res({ passthrough: true }) reply: Reply): Promise<DeadLetter> {
    reply.status(200);
    return this.letters.retry(id);
  }

  @Post('dead-letters/:id/discard')
  discard(
    @Param('id') id: string,
    @CommandContextOf() { actor, reason }: CommandContext,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<DeadLetter> {
    reply.status(200);
    return this.letters.discard(id, actor, reason);
  }
}
