import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { recall, viewsOrLog } from '@daybook/memory';
import { EVENT_STORE } from '@daybook/messaging';
import { NotFound } from '@daybook/service-kit';
import { InjectView, type ViewReader } from '@daybook/views';
import { request } from 'undici';
import type { DeploymentCard } from '../projections/deployment-card.projection.js';
import { knownEngine, knownEngineMemory, type KnownEngine } from '../projections/known.projections.js';
import { DeploymentQueries } from './deployment.queries.js';
import { DeploymentNotServing, InvalidRows, ServingEngineUnavailable } from './deployment.errors.js';

const timeoutMs = 30_000;

export type PredictionAnswer = Readonly<{
  deploymentId: string;
  repositoryId: string;
  version: number;
  predictions: readonly unknown[];
  warnings: readonly unknown[];
}>;
type EngineAnswer = Readonly<{ predictions: readonly unknown[]; warnings?: readonly unknown[]; errors?: readonly unknown[] }>;

/** Asks the serving engine of a deployment; which one that is, the views say as long as they can, and then the log. */
@Injectable()
export class PredictionClient {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly deployments: DeploymentQueries,
    @InjectView(knownEngine) private readonly engines: ViewReader<KnownEngine>,
  ) {}

  /** @throws NotFound, DeploymentNotServing, ServingEngineUnavailable, InvalidRows */
  async predict(deploymentId: string, rows: readonly object[]): Promise<PredictionAnswer> {
    refuseNonFinite(rows);
    const card = await this.card(deploymentId);
    if (card.serving === null) throw new DeploymentNotServing(deploymentId, card.status);
    const { engineId, number } = card.serving;
    const engine = await this.engine(engineId);
    if (engine === null || !engine.alive) throw new ServingEngineUnavailable(deploymentId, engineId);
    const { predictions, warnings = [] } = await this.ask(engine, deploymentId, rows);
    return { deploymentId, repositoryId: card.repositoryId, version: number, predictions, warnings };
  }

  private async card(deploymentId: string): Promise<DeploymentCard> {
    const card = await viewsOrLog(
      async () => (await this.deployments.card(deploymentId)).view,
      () => this.deployments.inLog(deploymentId),
    );
    if (card === null) throw new NotFound('deployment', deploymentId);
    return card;
  }

  private engine(engineId: string): Promise<KnownEngine | null> {
    return viewsOrLog(
      async () => (await this.engines.get(engineId))?.view ?? null,
      () => recall(this.store, knownEngineMemory, engineId),
    );
  }

  private async ask(engine: KnownEngine, deploymentId: string, rows: readonly object[]): Promise<EngineAnswer> {
    const response = await request(`${engine.url}/deployments/${encodeURIComponent(deploymentId)}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    }).catch((cause: unknown) => {
      throw new ServingEngineUnavailable(deploymentId, engine.engineId, { cause });
    });
    if (response.statusCode >= 500 || response.statusCode === 404) {
      await response.body.dump();
      throw new ServingEngineUnavailable(deploymentId, engine.engineId);
    }
    const answer = (await response.body.json()) as EngineAnswer;
    if (response.statusCode >= 400) throw new InvalidRows(answer.errors ?? []);
    return answer;
  }
}

/** JSON reads `1e999` as infinite and has no way to pass it on: the engine would see null, and fill it as a missing value. */
const refuseNonFinite = (rows: readonly object[]): void => {
  const errors = rows.flatMap((inputRow, row) =>
    Object.entries(inputRow).flatMap(([field, value]) =>
      typeof value === 'number' && !Number.isFinite(value) ? [{ row, field, expected: 'a finite number', found: `number ${value}` }] : [],
    ),
  );
  if (errors.length > 0) throw new InvalidRows(errors);
};
