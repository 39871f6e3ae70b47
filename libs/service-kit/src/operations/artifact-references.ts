import type { Condition, ViewReader } from '@daybook/views';

/** Where artifacts are referred to: what it names is never garbage. */
export type ArtifactReferences = Readonly<{
  /** What refers to them, e.g. `datasets`. */
  of: string;
  /** Every sha256, as of this position of the log or later. */
  at: (position: number) => AsyncIterable<string>;
}>;

/** What refers to artifacts in this process. Each service enters its own. */
export class ArtifactReferenceRegistry {
  private readonly entered = new Map<string, ArtifactReferences>();

  enter(references: ArtifactReferences): void {
    this.entered.set(references.of, references);
  }

  /** Undefined when nobody has entered it. */
  of(kind: string): ArtifactReferences | undefined {
    return this.entered.get(kind);
  }
}

const patienceMs = 60_000;
const pageSize = 500;

/** References in the documents of a view. */
export const referencesIn = <View>(
  of: string,
  view: ViewReader<View>,
  referredTo: (document: View) => readonly string[],
  where: readonly Condition[] = [],
): ArtifactReferences => ({
  of,
  async *at(position) {
    await view.atLeast(position, patienceMs);
    let cursor: string | null = null;
    do {
      const page = await view.query({ where, limit: pageSize, ...(cursor === null ? {} : { cursor }) });
      for (const { view: document } of page.items) yield* referredTo(document);
      cursor = page.nextCursor;
    } while (cursor !== null);
  },
});
