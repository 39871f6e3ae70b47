import { randomUUID } from 'node:crypto';
import type { ViewLease } from '../view-store.port.js';
import { answered } from './mongo-outage.js';
import type { Entry, ViewCatalogue } from './view-catalogue.js';
import type { WriterStand } from './writer-stand.js';

const renewalsInTerm = 5;

/** A turn that is kept in the catalogue: a process that has not been seen to renew it for the term has lost it. */
export class MongoViewLease implements ViewLease {
  readonly renewalMs: number;
  private seen: Readonly<{ entry: Entry; sinceMs: number }> | null = null;

  constructor(
    private readonly catalogue: ViewCatalogue,
    private readonly stand: WriterStand,
    private readonly termMs: number,
  ) {
    this.renewalMs = termMs / renewalsInTerm;
  }

  hold(): Promise<boolean> {
    return answered(async () => {
      const { held, beat } = this.stand;
      if (held.holder === null) return this.take(null);
      if (!(await this.catalogue.renew(held, beat))) return this.take(held.holder);
      this.stand.beat = beat + 1;
      return true;
    });
  }

  release(): Promise<void> {
    return answered(async () => {
      const { _id: name, holder } = this.stand.held;
      if (holder === null) return;
      this.stand.leave();
      const entry = await this.catalogue.find(name);
      if (entry?.holder === holder) await this.catalogue.pass(entry, null);
    });
  }

  /** `former`: the turn that this process has had; nobody else can go on with it. */
  private async take(former: string | null): Promise<boolean> {
    this.stand.leave();
    const entry = await this.catalogue.find(this.stand.held._id);
    if (entry === null || !this.isFree(entry, former)) return false;
    const holder = randomUUID();
    if (!(await this.catalogue.pass(entry, holder))) return false;
    this.stand.enter(holder, entry.beat + 1);
    return true;
  }

  private isFree(entry: Entry, former: string | null): boolean {
    if (entry.holder === null || entry.holder === former) return true;
    const nowMs = performance.now();
    const { holder, beat } = this.seen?.entry ?? {};
    if (holder === entry.holder && beat === entry.beat) return nowMs - (this.seen?.sinceMs ?? nowMs) >= this.termMs;
    this.seen = { entry, sinceMs: nowMs };
    return false;
  }
}
