import { randomUUID } from 'node:crypto';
import type { ViewLease } from '../view-store.port.js';
import type { Entry } from './view-catalogue.js';
import type { ViewParts } from './view-parts.js';
import type { WriterStand } from './writer-stand.js';

const renewalsInTerm = 5;

/** A turn that is kept in the catalogue: a process that has not been seen to renew it for the term has lost it. */
export class MongoViewLease implements ViewLease {
  readonly renewalMs: number;
  private seen: Readonly<{ entry: Entry; sinceMs: number }> | null = null;

  constructor(
    private readonly parts: ViewParts,
    private readonly stand: WriterStand,
  ) {
    this.renewalMs = parts.leaseMs / renewalsInTerm;
  }

  hold(): Promise<boolean> {
    return this.parts.link.ask(async () => {
      const { held, beat, hasTurn } = this.stand;
      if (!hasTurn) return this.take();
      const renewed = await this.parts.catalogue.renew(held, beat);
      if (renewed) this.stand.beat = beat + 1;
      // Also when the turn can be had again at once: what this writer took for granted is no longer so.
      else this.stand.leave();
      return renewed;
    });
  }

  release(): Promise<void> {
    return this.parts.link.ask(async () => {
      if (!this.stand.hasTurn) return;
      this.stand.leave();
      const { _id: name, holder } = this.stand.held;
      const entry = await this.parts.catalogue.find(name);
      if (entry?.holder === holder) await this.parts.catalogue.pass(entry, null);
    });
  }

  private async take(): Promise<boolean> {
    const entry = await this.parts.catalogue.find(this.stand.held._id);
    if (entry === null || !this.isFree(entry)) return false;
    const holder = randomUUID();
    if (!(await this.parts.catalogue.pass(entry, holder))) return false;
    this.stand.enter(holder, entry.beat + 1);
    return true;
  }

  private isFree(entry: Entry): boolean {
    // Nobody else can go on with a former turn of this writer.
    if (entry.holder === null || entry.holder === this.stand.held.holder) return true;
    const nowMs = performance.now();
    const { holder, beat } = this.seen?.entry ?? {};
    if (holder === entry.holder && beat === entry.beat) return nowMs - (this.seen?.sinceMs ?? nowMs) >= this.parts.leaseMs;
    this.seen = { entry, sinceMs: nowMs };
    return false;
  }
}
