import { json } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import type { ArtifactStore } from '@daybook/artifacts';
import { DomainError } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import { KnownLookup, type KnownRepository } from '@daybook/memory';
import { ARTIFACT_STORE, CONSUMER_PROGRESS, EVENT_STORE, type ConsumerProgress } from '@daybook/messaging';
import { InvalidRequest, NotFound } from '@daybook/service-kit';
import { InjectView, type ViewDocument, type ViewReader } from '@daybook/views';
import type { RunArtifacts } from '../domain/run.events.js';
import { knownRepository, service } from '../projections/known.projections.js';
import { runCard, type RunCard } from '../projections/run-card.projection.js';

type Reflecting = Pick<ViewReader<unknown>, 'atLeast'>;

/** The run has not come that far, or ended without it. */
export class ResultNotAvailable extends DomainError {
  readonly code = 'result-not-available';

  constructor(
    readonly result: string,
    readonly status: string,
  ) {
    super(`${result} are there once the run has completed; it is ${status}`);
  }
}

/** Runs by repository and version number, and what they left. */
@Injectable()
export class RunQueries {
  private readonly lookup: KnownLookup;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CONSUMER_PROGRESS) progress: ConsumerProgress,
    @Inject(ARTIFACT_STORE) private readonly artifacts: ArtifactStore,
    @InjectView(runCard) private readonly runs: ViewReader<RunCard>,
    @InjectView(knownRepository) private readonly repositories: ViewReader<KnownRepository>,
  ) {
    this.lookup = new KnownLookup(service, store, progress);
  }

  /**
   * `{n}` is a number, `latest` or `default`. Who asks for `atLeast` gets what became of everything up to there, in the
   * other views that it names too. @throws InvalidRequest, NotFound, MemoryBehind, ViewBehind
   */
  async run(repo: string, n: string, atLeast?: number, ...others: readonly Reflecting[]): Promise<ViewDocument<RunCard>> {
    if (!/^(latest|default|[1-9]\d{0,9})$/.test(n)) {
      throw new InvalidRequest([{ field: 'n', message: 'must be the number of a version, latest or default', value: n }]);
    }
    if (atLeast !== undefined) await this.lookup.hearOut(atLeast, [this.repositories, this.runs, ...others]);
    const repository = await this.lookup.repository(repo, this.repositories);
    if (repository === null) throw new NotFound('repository', repo);
    const found = await this.lookup.find(() => this.find(repository.repositoryId, n), [this.runs, this.repositories]);
    if (found === null) throw new NotFound('version', n);
    return found;
  }

  /** A result of a completed run, and the position that it is known from. @throws NotFound, ResultNotAvailable */
  async result(repo: string, n: string, kind: Exclude<keyof RunArtifacts, 'model'>, atLeast?: number): Promise<object> {
    const { view, position } = await this.run(repo, n, atLeast);
    if (view.artifacts === null) throw new ResultNotAvailable(kind, view.status);
    const result = (await json(await this.artifacts.get(view.artifacts[kind].sha256))) as object;
    return { ...result, position };
  }

  private async find(repositoryId: string, n: string): Promise<ViewDocument<RunCard> | null> {
    if (n === 'latest') return this.latest(repositoryId);
    const number = n === 'default' ? (await this.repositories.get(repositoryId))?.view.defaultNumber : n;
    return number === null || number === undefined ? null : this.runs.get(`${repositoryId}-${number}`);
  }

  private async latest(repositoryId: string): Promise<ViewDocument<RunCard> | null> {
    const where = [{ field: 'repositoryId', op: 'eq', value: repositoryId }] as const;
    const { items } = await this.runs.query({ where, sort: [{ field: 'number', direction: 'desc' }], limit: 1 });
    return items[0] ?? null;
  }
}
