import { Injectable } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import { mergePatch, renderConfiguration } from '@daybook/ludwig';
import type { KnownRepository } from '@daybook/memory';
import type { VersionQueued } from '../domain/version.events.js';
import { KnownQueries } from './known.queries.js';
import { QueueVersionHandler, type Queued } from './queue-version.handler.js';
import { ConflictingConfiguration, NothingToStartFrom } from './version.errors.js';
import type { VersionReference } from './version.queries.js';
import { VersionTargets } from './version.targets.js';

export type VersionRequest = Readonly<{
  from?: VersionReference;
  configuration?: unknown;
  configurationPatch?: unknown;
  datasetId?: string;
  description?: string;
}>;

type Beginning = VersionQueued['data'];

/** Puts a new version together from what is asked and what it starts from, checks it, and queues it. */
@Injectable()
export class CreateVersion {
  constructor(
    private readonly known: KnownQueries,
    private readonly targets: VersionTargets,
    private readonly numbering: QueueVersionHandler,
  ) {}

  /** @throws NotFound, NothingToStartFrom, ConflictingConfiguration, InvalidConfiguration, CommandReused */
  async create(repository: KnownRepository, request: VersionRequest, context: CommandContext): Promise<Queued> {
    const { configuration, configurationPatch, description = '' } = request;
    if (configuration !== undefined && configurationPatch !== undefined) throw new ConflictingConfiguration();
    const origin = await this.origin(repository, request);
    const base = configuration ?? origin?.raw;
    if (base === undefined) throw new NothingToStartFrom('configuration', await this.targets.latest(repository));
    const raw = configurationPatch === undefined ? base : mergePatch(base, configurationPatch);
    const dataset = await this.dataset(repository, request, origin);
    const { columns } = await this.known.dataset(dataset.datasetId);
    const rendered = renderConfiguration(raw, columns);
    const { repositoryId } = repository;
    const parent = origin?.number ?? null;
    return this.numbering.queue({ repositoryId, description, parent, retrainedFrom: null, raw, configuration: rendered, dataset }, context);
  }

  /** The same configuration, dataset and parent once more. */
  async retrain(repository: KnownRepository, reference: VersionReference, context: CommandContext): Promise<Queued> {
    const { raw, configuration, dataset, parent, number, description } = await this.beginning(repository, reference);
    const { repositoryId } = repository;
    return this.numbering.queue({ repositoryId, description, parent, retrainedFrom: number, raw, configuration, dataset }, context);
  }

  /** How a version began. @throws NotFound */
  beginning(repository: KnownRepository, reference: VersionReference): Promise<Beginning> {
    return this.targets.beginning(repository, reference);
  }

  /** A patch without `from` changes the latest version. */
  private async origin(repository: KnownRepository, { from, configurationPatch }: VersionRequest): Promise<Beginning | null> {
    if (from === undefined && configurationPatch === undefined) return null;
    return this.beginning(repository, from ?? 'latest');
  }

  private async dataset(repository: KnownRepository, { datasetId }: VersionRequest, origin: Beginning | null): Promise<Beginning['dataset']> {
    if (datasetId === undefined && origin !== null) return origin.dataset;
    if (datasetId === undefined) throw new NothingToStartFrom('datasetId', await this.targets.latest(repository));
    const { datasetId: id, name, artifact, rows } = await this.known.dataset(datasetId);
    return { datasetId: id, name, artifact, rows };
  }
}
