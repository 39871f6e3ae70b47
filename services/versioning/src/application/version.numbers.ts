import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Recorded } from '@daybook/event-sourcing';
import { Turns, type EventStore } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { versionStream } from './version.handler.js';

/** Of one repository: every number up to `latest` is taken; of those up to `read` it is known by which command. */
type Numbering = { latest: number; read: number; readonly commands: Map<string, number> };

const readAtOnce = 32;
const mostCommandsKept = 100_000;

/**
 * The numbers that versions have taken, as the log has them. They are dense, so the latest is found by looking whether
 * streams are there. What was found stays true and is kept, so that the next question reads only what came after.
 */
@Injectable()
export class VersionNumbers {
  private readonly kept = new Map<string, Numbering>();
  private keptCommands = 0;
  private readonly turns = new Turns();

  constructor(
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'readStream'>,
    @Optional() private readonly capacity: number = mostCommandsKept,
  ) {}

  /** 0 where no version is. A version queued meanwhile may be above it. */
  async latest(repositoryId: string): Promise<number> {
    let [taken, step] = [this.numberingOf(repositoryId).latest, 1];
    while (await this.isTaken(repositoryId, taken + step)) {
      taken += step;
      step *= 2;
    }
    let free = taken + step;
    while (free - taken > 1) {
      const middle = Math.floor((taken + free) / 2);
      if (await this.isTaken(repositoryId, middle)) taken = middle;
      else free = middle;
    }
    this.taken(repositoryId, taken);
    return taken;
  }

  /** A version has this number, and so others have all below it. */
  taken(repositoryId: string, number: number): void {
    const numbering = this.numberingOf(repositoryId);
    numbering.latest = Math.max(numbering.latest, number);
  }

  /** The number up to `latest` that the command has taken; null for none. Each version is read once. */
  takenBy(commandId: string, repositoryId: string, latest: number): Promise<number | null> {
    return this.turns.take(repositoryId, async () => {
      const numbering = this.numberingOf(repositoryId);
      while (numbering.read < latest) await this.readOn(repositoryId, numbering, latest);
      return numbering.commands.get(commandId) ?? null;
    });
  }

  private async readOn(repositoryId: string, numbering: Numbering, latest: number): Promise<void> {
    const begin = numbering.read + 1;
    const numbers = Array.from({ length: Math.min(readAtOnce, latest - numbering.read) }, (_, index) => begin + index);
    const firsts = await Promise.all(numbers.map((number) => this.first(repositoryId, number)));
    const known = numbering.commands.size;
    for (const [index, first] of firsts.entries()) {
      const commandId = first?.metadata.commandId;
      if (commandId !== undefined) numbering.commands.set(commandId, begin + index);
    }
    numbering.read += numbers.length;
    if (this.kept.get(repositoryId) === numbering) this.keptCommands += numbering.commands.size - known;
  }

  private async isTaken(repositoryId: string, number: number): Promise<boolean> {
    return (await this.first(repositoryId, number)) !== null;
  }

  private async first(repositoryId: string, number: number): Promise<Recorded | null> {
    for await (const event of this.store.readStream(versionStream(`${repositoryId}-${number}`), { limit: 1 })) return event;
    return null;
  }

  /** Forgets those that were used longest ago, never the one that is asked for: it may be larger than all that is kept. */
  private numberingOf(repositoryId: string): Numbering {
    const numbering = this.kept.get(repositoryId) ?? { latest: 0, read: 0, commands: new Map<string, number>() };
    // A Map keeps the order of insertion: the first was used longest ago.
    if (!this.kept.delete(repositoryId)) this.keptCommands += 1;
    for (const [oldest, { commands }] of this.kept) {
      if (this.keptCommands <= this.capacity) break;
      this.kept.delete(oldest);
      this.keptCommands -= 1 + commands.size;
    }
    this.kept.set(repositoryId, numbering);
    return numbering;
  }
}
