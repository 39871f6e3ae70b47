import { Controller, Get, Param, Query } from '@nestjs/common';
import { diffConfigurations } from '@daybook/ludwig';
import type { KnownRepository } from '@daybook/memory';
import { PageQuery } from '@daybook/service-kit';
import { CreateVersion } from '../application/create-version.js';
import { KnownQueries } from '../application/known.queries.js';
import { compareMetrics, metricTable } from '../application/metric-comparison.js';
import { VersionQueries } from '../application/version.queries.js';
import type { VersionRow } from '../projections/version-row.projection.js';
import { CompareQuery, DiffQuery, versionReference } from './version.dto.js';

/** Versions of one repository side by side. */
@Controller('v1/repositories/:repo')
export class ComparisonsController {
  constructor(
    private readonly known: KnownQueries,
    private readonly queries: VersionQueries,
    private readonly creation: CreateVersion,
  ) {}

  @Get('diff')
  async diff(@Param('repo') repo: string, @Query() { from, to, atLeast }: DiffQuery): Promise<object> {
    const repository = await this.known.repository(repo, atLeast);
    const [fromRow, toRow] = await Promise.all([this.row(repository, from, atLeast), this.row(repository, to, atLeast)]);
    const [before, after] = await Promise.all([fromRow, toRow].map(({ number }) => this.creation.beginning(repository, number)));
    return {
      from: fromRow.number,
      to: toRow.number,
      configuration: before === undefined || after === undefined ? [] : diffConfigurations(before.configuration, after.configuration),
      dataset: { from: fromRow.dataset, to: toRow.dataset, changed: fromRow.dataset.datasetId !== toRow.dataset.datasetId },
      metrics: compareMetrics(fromRow.metrics, toRow.metrics),
    };
  }

  /** `metrics` list the versions in the order asked for; `configurations` say how each later one differs from the first. */
  @Get('compare')
  async compare(@Param('repo') repo: string, @Query() { versions, atLeast }: CompareQuery): Promise<object> {
    const repository = await this.known.repository(repo, atLeast);
    const rows = await Promise.all(versions.map((reference) => this.row(repository, reference, atLeast)));
    const items = rows.map(({ number, status, description, dataset, targets, metric, metrics, durationMs, bestEpoch, epochs }) => ({
      number,
      status,
      description,
      dataset,
      targets,
      metric,
      metrics,
      durationMs,
      bestEpoch,
      epochs,
    }));
    const [first, ...others] = await Promise.all(rows.map(({ number }) => this.creation.beginning(repository, number)));
    const configurations = others.map(({ number, configuration }) => ({
      number,
      changes: first === undefined ? [] : diffConfigurations(first.configuration, configuration),
    }));
    return { items, metrics: metricTable(rows.map(({ metrics }) => metrics)), configurations };
  }

  /** A node for every version; an edge from each parent, and one from each version that was repeated to its repetition. */
  @Get('lineage')
  async lineage(@Param('repo') repo: string, @Query() { atLeast }: PageQuery): Promise<object> {
    const { repositoryId } = await this.known.repository(repo, atLeast);
    const { rows, position } = await this.queries.all(repositoryId, atLeast);
    return { repositoryId, nodes: rows.map(nodeOf), edges: rows.flatMap(edgesTo), position };
  }

  private async row(repository: KnownRepository, reference: string, atLeast: number | undefined): Promise<VersionRow> {
    return (await this.queries.one(repository, versionReference(reference), atLeast)).view;
  }
}

const nodeOf = ({ number, status, description, retrainedFrom, metric, createdAt, createdBy }: VersionRow): object => ({
  number,
  status,
  description,
  retrainedFrom,
  metric,
  createdAt,
  createdBy,
});

const edgesTo = ({ number: to, parent, retrainedFrom }: VersionRow): readonly object[] => [
  ...(parent === null ? [] : [{ from: parent, to, kind: 'parent' }]),
  ...(retrainedFrom === null ? [] : [{ from: retrainedFrom, to, kind: 'retrain' }]),
];
