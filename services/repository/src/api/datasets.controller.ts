import { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, Param, Post, Query, Res, UnsupportedMediaTypeException } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { CommandContext } from '@daybook/event-store';
import {
  CommandContextOf,
  PageQuery,
  sendReceipt,
  type Page,
  type ReceiptReply,
} from '@daybook/service-kit';
import { DatasetHandler } from '../application/dataset.handler.js';
import { DatasetQueries, type RowsPage } from '../application/dataset.queries.js';
import type { DatasetCard } from '../projections/dataset-card.projection.js';
import { RegisterDatasetQuery, RowsQuery } from './dataset.dto.js';

@Controller('v1/datasets')
export class DatasetsController {
  constructor(
    private readonly datasets: DatasetHandler,
    private readonly queries: DatasetQueries,
  ) {}

  /** The body is the CSV itself, of any length; 200 for what is registered already. */
  @Post()
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async register(
    @Query() { name }: RegisterDatasetQuery,
    @Body() content: unknown,
    @Headers('content-encoding') encoding: string = 'identity',
    @CommandContextOf() context: CommandContext,
    @Res({ passthrough: true }) reply: ReceiptReply,
  ): Promise<object> {
    if (!(content instanceof Readable)) throw new UnsupportedMediaTypeException('the body must be CSV with content-type text/csv');
    if (encoding !== 'identity') throw new UnsupportedMediaTypeException(`the body must be sent as it is, not in the encoding ${encoding}`);
    const { datasetId, rows, isNew, revision, position } = await this.datasets.register(name, content, context);
    const body = { id: datasetId, name, rows, revision, position };
    return sendReceipt(reply, {
      status: isNew ? 201 : 200,
      location: `/v1/datasets/${datasetId}`,
      revision,
      position,
      body,
    });
  }

  @Get()
  list(@Query() page: PageQuery): Promise<Page<DatasetCard>> {
    return this.queries.all(page);
  }

  @Get(':dataset')
  async get(@Param('dataset') dataset: string, @Query() { atLeast }: PageQuery): Promise<object> {
    const { view, position } = await this.queries.one(dataset, atLeast);
    return { ...view, position };
  }

  @Get(':dataset/profile')
  profile(@Param('dataset') dataset: string): Promise<unknown> {
    return this.queries.profile(dataset);
  }

  @Get(':dataset/rows')
  rows(@Param('dataset') dataset: string, @Query() { offset = 0, limit = 100 }: RowsQuery): Promise<RowsPage> {
    return this.queries.rows(dataset, offset, limit);
  }
}
