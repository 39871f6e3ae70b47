/** Where the events appended last stand: all that an append without an expected revision is compared with. */
export class RecentEvents {
  private readonly revisionOf = new Map<string, number>();

  constructor(private readonly most: number) {}

  add(stream: string, id: string, revision: number): void {
    const key = keyOf(stream, id);
    this.revisionOf.delete(key);
    this.revisionOf.set(key, revision);
    if (this.revisionOf.size <= this.most) return;
    for (const oldest of this.revisionOf.keys()) {
      this.revisionOf.delete(oldest);
      return;
    }
  }

  find(stream: string, id: string): number | undefined {
    return this.revisionOf.get(keyOf(stream, id));
  }
}

const keyOf = (stream: string, id: string): string => `${id} ${stream}`;
