/** How far the group is in a partition; -1 where nobody has committed anything yet. `low` and `high` are its first offset and its end. */
export type PartitionStanding = Readonly<{ topic: string; partition: number; committed: number; low: number; high: number }>;

type Known = { next: number; end: number };

/** The partitions of one member of a group, and what is left of them, as far as the broker has told: what it said last holds while it is away. */
export class AssignedPartitions {
  private known = new Map<string, Known | null>();

  /** Of what is new to this member nothing is known yet. */
  assign(assignment: Readonly<Record<string, readonly number[]>>): void {
    const slots = Object.entries(assignment).flatMap(([topic, partitions]) => partitions.map((partition) => `${topic}/${partition}`));
    this.known = new Map(slots.map((slot) => [slot, this.known.get(slot) ?? null]));
  }

  /** Records up to `end` are there, those below `next` are done. */
  reach(topic: string, partition: number, next: number, end: number): void {
    const slot = `${topic}/${partition}`;
    if (!this.known.has(slot)) return;
    const known = this.known.get(slot);
    this.known.set(slot, { next, end: Math.max(end, known?.end ?? 0) });
  }

  /** Takes what the broker tells; where this process knows better how far it is, that holds. */
  told({ topic, partition, committed, low, high }: PartitionStanding): void {
    const known = this.known.get(`${topic}/${partition}`);
    this.reach(topic, partition, Math.max(known?.next ?? 0, committed, low), high);
  }

  /** Records that are not done. */
  get lag(): number {
    return [...this.known.values()].reduce((sum, known) => sum + (known === null ? 0 : Math.max(0, known.end - known.next)), 0);
  }
}
