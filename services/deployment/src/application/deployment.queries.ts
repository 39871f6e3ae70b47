import { Inject, Injectable } from '@nestjs/common';
import { project } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { NotFound } from '@daybook/service-kit';
import { InjectView, type ViewDocument, type ViewReader } from '@daybook/views';
import { upcastDeployment } from '../domain/deployment.events.js';
import { deploymentCard, type DeploymentCard } from '../projections/deployment-card.projection.js';
import { deploymentHistory, type DeploymentHistory } from '../projections/deployment-history.projection.js';

/** One deployment, as its views show it. Before they say that there is none, they hear out the log. */
@Injectable()
export class DeploymentQueries {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @InjectView(deploymentCard) private readonly cards: ViewReader<DeploymentCard>,
    @InjectView(deploymentHistory) private readonly histories: ViewReader<DeploymentHistory>,
  ) {}

  /** @throws NotFound when it is unknown to the log as it is at the time of the question; ViewBehind */
  card(id: string, atLeast?: number): Promise<ViewDocument<DeploymentCard>> {
    return this.one(this.cards, id, atLeast);
  }

  /** The card as it is now, folded from the log: for commands, which must not depend on views. @throws NotFound */
  async inLog(id: string): Promise<DeploymentCard> {
    let card: DeploymentCard | null = null;
    for await (const stored of this.store.readStream(`deployment-${id}`)) {
      card = project(deploymentCard, card, { ...stored, ...upcastDeployment(stored) });
    }
    if (card === null) throw new NotFound('deployment', id);
    return card;
  }

  /** @throws NotFound, ViewBehind */
  async history(id: string, atLeast?: number): Promise<DeploymentHistory> {
    return (await this.one(this.histories, id, atLeast)).view;
  }

  private async one<View>(views: ViewReader<View>, id: string, atLeast?: number): Promise<ViewDocument<View>> {
    if (atLeast !== undefined) await views.atLeast(atLeast);
    const known = await views.get(id);
    if (known !== null) return known;
    await views.atLeast(await this.store.headPosition());
    const found = await views.get(id);
    if (found === null) throw new NotFound('deployment', id);
    return found;
  }
}
