import { Inject, Injectable } from '@nestjs/common';
import type { EngineCommand } from '@daybook/contracts';
import { observed, traced, type CommandContext } from '@daybook/event-store';
import { ENGINE_COMMANDS, EngineUnreachable, type EngineCommandSender } from '@daybook/messaging';
import { InjectView, type Condition, type ViewReader } from '@daybook/views';
import { deploymentCard, type DeploymentCard } from '../projections/deployment-card.projection.js';
import { knownEngine, type KnownEngine } from '../projections/known.projections.js';
import { ServingEngineUnknown } from './deployment.errors.js';
import { DeploymentHandler } from './deployment.handler.js';
import { ServingEngineResolver } from './serving-engine.resolver.js';

const pageSize = 200;

/** Chooses serving engines and tells them what to load and unload. */
@Injectable()
export class EngineRoom {
  constructor(
    private readonly deployments: DeploymentHandler,
    private readonly resolver: ServingEngineResolver,
    @Inject(ENGINE_COMMANDS) private readonly commands: EngineCommandSender,
    @InjectView(deploymentCard) private readonly cards: ViewReader<DeploymentCard>,
    @InjectView(knownEngine) private readonly engines: ViewReader<KnownEngine>,
  ) {}

  /**
   * Gives a cleared deployment to the wanted engine, or to the one with the fewest; waits unassigned where none is. Fails
   * it where the wanted one is no serving engine.
   */
  async assign(deploymentId: string, context: CommandContext): Promise<void> {
    const state = await this.deployments.load(deploymentId);
    if (state.status !== 'deploying' || state.target.model === null || state.target.engineId !== null) return;
    const { generation, wantedEngineId } = state.target;
    if (wantedEngineId !== null && !(await this.resolver.isKnown(wantedEngineId))) {
      const { code: errorCode, message } = new ServingEngineUnknown(wantedEngineId);
      await this.deployments.execute(deploymentId, { type: 'RecordFailure', data: { generation, errorCode, message } }, context);
      return;
    }
    const engineId = wantedEngineId ?? (await this.leastLoaded());
    if (engineId === null) return;
    await this.deployments.execute(deploymentId, { type: 'Assign', data: { generation, engineId } }, context);
  }

  /** Tells the engine of a deployment what it serves and what it is to serve next; harmless when told twice. */
  async load(deploymentId: string): Promise<void> {
    const state = await this.deployments.load(deploymentId);
    if (state.status !== 'deploying' && state.status !== 'active') return;
    const { served } = state;
    const target = state.status === 'deploying' ? state.target : null;
    if (served !== null) await this.tell({ ...pick(served), type: 'load', engineId: served.engineId, model: served.model });
    if (target === null || target.engineId === null || target.model === null) return;
    await this.tell({ ...pick(target), type: 'load', engineId: target.engineId, model: target.model });
  }

  /** False when the engine is not there: then it serves nothing. */
  unload(deploymentId: string, engineId: string, generation: number): Promise<boolean> {
    return this.tell({ type: 'unload', engineId, deploymentId, generation });
  }

  /** What an engine that has just started must be told. */
  async deploymentsOf(engineId: string): Promise<readonly DeploymentCard[]> {
    return this.cardsWhere({ field: 'engineId', op: 'eq', value: engineId });
  }

  /** Deployments of a repository that are not ended. */
  async deploymentsOfRepository(repositoryId: string): Promise<readonly DeploymentCard[]> {
    const cards = await this.cardsWhere({ field: 'repositoryId', op: 'eq', value: repositoryId });
    return cards.filter(({ status }) => status !== 'undeployed' && status !== 'failed');
  }

  /** Deployments that wait for any engine. */
  async unassigned(): Promise<readonly DeploymentCard[]> {
    const deploying = await this.cardsWhere({ field: 'status', op: 'eq', value: 'deploying' });
    return deploying.filter(({ target }) => target?.engineId === null);
  }

  /** Deployments that wait for an engine's answer. */
  async unanswered(): Promise<readonly DeploymentCard[]> {
    const waiting = await this.cardsWhere({ field: 'status', op: 'in', value: ['deploying', 'undeploying'] });
    return waiting.filter(({ engineId }) => engineId !== null);
  }

  private async cardsWhere(condition: Condition): Promise<readonly DeploymentCard[]> {
    const cards: DeploymentCard[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await this.cards.query({ where: [condition], limit: pageSize, ...(cursor ? { cursor } : {}) });
      cards.push(...page.items.map(({ view }) => view));
      cursor = page.nextCursor;
    } while (cursor);
    return cards;
  }

  private async leastLoaded(): Promise<string | null> {
    const { items } = await this.engines.query({ where: [{ field: 'alive', op: 'eq', value: true }], limit: pageSize });
    const loads = await Promise.all(
      items.map(async ({ view: { engineId } }) => ({ engineId, load: (await this.deploymentsOf(engineId)).length })),
    );
    return loads.sort((a, b) => a.load - b.load || (a.engineId < b.engineId ? -1 : 1))[0]?.engineId ?? null;
  }

  private async tell(command: EngineCommand): Promise<boolean> {
    try {
      const work = { kind: 'engine-order', name: command.type, attributes: { engineId: command.engineId } } as const;
      await observed(work, ({ traceparent }) => this.commands.send({ ...command, ...traced(traceparent) }));
      return true;
    } catch (error) {
      // An engine that starts again registers, and is then told everything anew.
      if (error instanceof EngineUnreachable) return false;
      throw error;
    }
  }
}

const pick = ({ deploymentId, generation }: { deploymentId: string; generation: number }) => ({ deploymentId, generation });
