import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { ArtifactStore } from '@daybook/artifacts';
import type { CommandContext } from '@daybook/event-store';
import { ARTIFACT_STORE } from '@daybook/messaging';
import { CommandContextOf, InvalidRequest, PageQuery, sendReceipt, type Page, type ReceiptReply } from '@daybook/service-kit';
import { readTable } from '@daybook/tabular';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { DatasetHandler } from '../application/dataset.handler.js';
import { RepositoryQueries } from '../application/repository.queries.js';
import type { DatasetCard } from '../projections/dataset-card.projection.js';
import { RegisterDatasetQuery } from './repository.dto.js';

const asNumber = Transform(({ value }) => (value === undefined ? undefined : Number(value)));

class RowsQuery {
  @IsOptional()
  @asNumber
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  offset?: number;

  @IsOptional()
  @asNumber
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}

@Controller('v1/datasets')
export class DatasetsController {
  constructor(
    private readonly datasets: DatasetHandler,
    private readonly queries: RepositoryQueries,
    @Inject(ARTIFACT_STORE) private readonly artifacts: ArtifactStore,
  ) {}

  /** The body is the CSV itself, of any length. */
  @Post()
  async register(
    @Query() { name }: RegisterDatasetQuery,
    @Body() content: unknown,
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    if (!(content instanceof Readable)) {
      throw new InvalidRequest([{ field: 'body', message: 'must be CSV with content-type text/csv' }]);
    }
    const { datasetId, rows, revision, position } = await this.datasets.register(name, content, context);
    const location = `/v1/datasets/${datasetId}`;
    return sendReceipt(reply, { status: 201, location, revision, position, body: { id: datasetId, name, rows, revision, position } });
  }

  @Get()
  list(@Query() page: PageQuery): Promise<Page<DatasetCard>> {
    return this.queries.allDatasets(page);
  }

  @Get(':dataset')
  async get(@Param('dataset') id: string, @Query() { atLeast }: PageQuery): Promise<object> {
    const { view, position } = await this.queries.dataset(id, atLeast);
    return { ...view, position };
  }

  @Get(':dataset/profile')
  async profile(@Param('dataset') id: string): Promise<unknown> {
    const { view } = await this.queries.dataset(id);
    return json(await this.artifacts.get(view.profile.sha256));
  }

  @Get(':dataset/rows')
  async rows(@Param('dataset') id: string, @Query() { offset = 0, limit = 100 }: RowsQuery): Promise<object> {
    const { view } = await this.queries.dataset(id);
    const { columns, rows } = await readTable(await this.artifacts.get(view.artifact.sha256));
    const wanted: (readonly string[])[] = [];
    let index = 0;
    for await (const { cells } of rows) {
      if (index >= offset) wanted.push(cells);
      index += 1;
      if (wanted.length >= limit) break;
    }
    return { columns, offset, rows: wanted, totalRows: view.rows };
  }
}
