import type { ServerResponse } from 'node:http';
import { Controller, Get, Headers, Inject, Param, Query, Res, type OnApplicationShutdown } from '@nestjs/common';
import { FACT_FEED, type Fact, type FactFeed } from '@daybook/messaging';
import { readerSignal, resumeAt, streamFacts } from '@daybook/service-kit';
import { KnownQueries } from '../application/known.queries.js';
import { VersionHandler } from '../application/version.handler.js';
import { VersionQueries } from '../application/version.queries.js';
import { EventsQuery, versionReference } from './version.dto.js';

type Reply = { raw: ServerResponse; hijack(): void };
const ends = new Set<string>(['daybook.version.ready.v1', 'daybook.version.canceled.v1', 'daybook.version.failed.v1']);

/** The life of one version as Server-Sent Events: status changes and learning-curve points. */
@Controller('v1/repositories/:repo/versions/:n/events')
export class VersionEventsController implements OnApplicationShutdown {
  private readonly closing = new AbortController();

  constructor(
    private readonly known: KnownQueries,
    private readonly queries: VersionQueries,
    private readonly versions: VersionHandler,
    @Inject(FACT_FEED) private readonly feed: FactFeed,
  ) {}

  @Get()
  async events(
    @Param('repo') repo: string,
    @Param('n') n: string,
    @Query() { after, until }: EventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: Reply,
  ): Promise<void> {
    const { view } = await this.queries.one(await this.known.repository(repo), versionReference(n));
    const subjects = ['version', 'run', 'runmetrics'].map((kind) => `${kind}-${view.versionId}`);
    const from = resumeAt(lastEventId, after);
    const end = until === 'end' ? await this.versions.endOf(view.versionId) : null;
    reply.hijack();
    // The reader has seen the end before, or asks for what is beyond it.
    if (end !== null && from >= end) return streamFacts(reply.raw, nothing());
    const signal = AbortSignal.any([readerSignal(reply.raw), this.closing.signal]);
    const batches = this.feed.follow(from, { subjects }, signal);
    await streamFacts(reply.raw, batches, until === 'end' ? ({ type }: Fact) => ends.has(type) : undefined);
  }

  onApplicationShutdown(): void {
    this.closing.abort();
  }
}

async function* nothing(): AsyncGenerator<never> {}
