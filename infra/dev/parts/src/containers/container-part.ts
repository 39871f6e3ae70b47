import type { PartCommand, StartedPart } from '@daybook/testing';
import type { RunningContainer } from './containers.js';

/** A part in a container of its own; only processes of this machine can be killed and paused. */
export class ContainerPart {
  private running: RunningContainer | null = null;

  constructor(private readonly run: () => Promise<RunningContainer>) {}

  async do(command: PartCommand): Promise<StartedPart | null> {
    if (command !== 'start') throw new Error(`a container cannot ${command} here: ask for a local part`);
    this.running = await this.run();
    return this.running.access;
  }

  /** Leaves nothing behind; where this is not reached, testcontainers removes it. */
  async end(): Promise<void> {
    await this.running?.container.stop();
  }
}
