import type { ServerResponse } from 'node:http';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { FactFilter } from '@daybook/messaging';
import { readerSignal, resumeAt, streamFacts } from '@daybook/service-kit';
import { EventFeed } from '../application/event-feed.js';
import { EventFeedQuery } from './event-feed.dto.js';

type Reply = { raw: ServerResponse; hijack(): void };
const pageLimit = 1000;

/** The feed over the whole log: Server-Sent Events when asked for them, else one NDJSON answer. */
@Controller('v1/events')
export class EventFeedController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  async events(
    @Query() query: EventFeedQuery,
    @Headers('accept') accept: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: Reply,
  ): Promise<void> {
    const after = resumeAt(lastEventId, query.after);
    const filter = filterOf(query);
    if (accept?.includes('text/event-stream')) {
      reply.hijack();
      return streamFacts(reply.raw, this.feed.follow(after, filter, readerSignal(reply.raw)));
    }
    const { facts, position } = await this.feed.page(after, filter, query.limit ?? pageLimit);
    // Not before: what fails until here is still answered as a problem.
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'daybook-position': String(position) });
    reply.raw.end(facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  }
}

const filterOf = ({ type, key }: EventFeedQuery): FactFilter => ({
  ...(type === undefined ? {} : { types: type }),
  ...(key === undefined ? {} : { keys: key }),
});
