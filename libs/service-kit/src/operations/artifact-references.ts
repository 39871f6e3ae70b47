import type { AnyEvent, ProjectionDefinition } from '@daybook/event-sourcing';
import type { ViewReader } from '@daybook/views';

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

/** A view whose documents refer to artifacts. */
export type ReferringView<View> = Readonly<{
  /** What refers to them, e.g. `datasets`. */
  of: string;
  projection: Pick<ProjectionDefinition<View, AnyEvent>, 'name' | 'indexes'>;
  /** The sha256 of each artifact that the document refers to. */
  referredTo: (document: View) => readonly string[];
}>;

const patienceMs = 60_000;
const pageSize = 500;

/** References in the documents of a view. */
export const referencesIn = <View>({ of, referredTo }: ReferringView<View>, view: ViewReader<View>): ArtifactReferences => ({
  of,
  async *at(position) {
    await view.atLeast(position, patienceMs);
    let cursor: string | null = null;
    do {
      const page = await view.query({ limit: pageSize, ...(cursor === null ? {} : { cursor }) });
      for (const { view: document } of page.items) yield* referredTo(document);
      cursor = page.nextCursor;
    } while (cursor !== null);
  },
});
