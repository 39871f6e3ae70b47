import { Inject, Injectable } from '@nestjs/common';
import { commandHandlerFor, type CommandContext, type CommandHandler, type EventStore, type HandleOptions } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import type { DeploymentCommand } from '../domain/deployment.commands.js';
import { deployment } from '../domain/deployment.decider.js';
import { upcastDeployment, type DeploymentEvent } from '../domain/deployment.events.js';
import type { DeploymentState } from '../domain/deployment.state.js';

type Untimed<C> = C extends { type: infer T; data: infer D } ? { type: T; data: Omit<D, 'at'> } : never;

/** Carries out commands on `deployment-<name>`; the time is the handler's. */
@Injectable()
export class DeploymentHandler {
  private readonly handle: CommandHandler<DeploymentState, DeploymentCommand, DeploymentEvent>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.handle = commandHandlerFor(store, deployment, upcastDeployment);
  }

  execute(deploymentId: string, command: Untimed<DeploymentCommand>, context: CommandContext, options?: HandleOptions) {
    const timed = { type: command.type, data: { ...command.data, at: this.clock.now() } } as DeploymentCommand;
    return this.handle(`deployment-${deploymentId}`, timed, context, options);
  }

  /** The present state, straight from the log. */
  async load(deploymentId: string): Promise<DeploymentState> {
    let state = deployment.initialState;
    for await (const event of this.store.readStream(`deployment-${deploymentId}`)) {
      state = deployment.evolve(state, upcastDeployment(event));
    }
    return state;
  }
}
