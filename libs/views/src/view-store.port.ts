import type { ViewIndex } from '@daybook/event-sourcing';

/** A document of a view and the position it reflects. */
export type ViewDocument<View> = Readonly<{ id: string; position: number; view: View }>;

export type Scalar = string | number | boolean | null;
export type Condition =
  | Readonly<{ field: string; op: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte'; value: Scalar }>
  | Readonly<{ field: string; op: 'in'; value: readonly Scalar[] }>
  /** Case-insensitive part of a text. */
  | Readonly<{ field: string; op: 'contains'; value: string }>;

export type ViewQuery = Readonly<{
  /** All must hold. Fields are declared indexes of the projection, or `id`. */
  where?: readonly Condition[];
  /** Ties are broken by id, so that the order is total. Nulls come first ascending, last descending. */
  sort?: readonly Readonly<{ field: string; direction: 'asc' | 'desc' }>[];
  /** Opaque, from the previous page of the same where and sort. @throws InvalidCursor */
  cursor?: string;
  limit: number;
}>;

export type ViewPage<View> = Readonly<{ items: readonly ViewDocument<View>[]; nextCursor: string | null }>;

/** `expectedPosition` null: there must be no document (nor tombstone). `view` null leaves a tombstone at `position`. */
export type ViewWrite<View> = Readonly<{ id: string; expectedPosition: number | null; position: number; view: View | null }>;

/** What a projector reads before it folds: also tombstones, whose view is null. */
export type StoredView<View> = Readonly<{ id: string; position: number; view: View | null }>;

/** The turn of one process at writing a view that several share. A write after the turn has passed on is a ViewWriteConflict. */
export interface ViewLease {
  /** Time between two calls of `hold` by whoever has it or wants it, in ms. */
  readonly renewalMs: number;
  /** Renews the turn, or takes it when it is free or was not renewed for a few times; false: it is another's. */
  hold(): Promise<boolean>;
  /** Lets another have it at once. */
  release(): Promise<void>;
}

/** The documents of one projection. */
export interface ViewCollection<View> {
  /** Absent where one process has the store for itself. */
  readonly lease?: ViewLease;
  get(id: string): Promise<ViewDocument<View> | null>;
  query(query: ViewQuery): Promise<ViewPage<View>>;
  count(where?: readonly Condition[]): Promise<number>;
  load(ids: readonly string[]): Promise<ReadonlyMap<string, StoredView<View>>>;
  /** Guarded writes, then the checkpoint. @throws ViewWriteConflict when a document is not at its expected position */
  write(writes: readonly ViewWrite<View>[], checkpoint: number): Promise<void>;
  /** Everything at or below has been applied; 0 for a new view. */
  checkpoint(): Promise<number>;
  /**
   * Removes tombstones at or below a position and the checkpoint, at most so many, and answers how many: no event that is
   * still to be folded needs them. @throws ViewWriteConflict where it is not one's turn
   */
  sweep(upTo: number, most: number): Promise<number>;
  /** All documents by ascending id, without tombstones. */
  all(): AsyncIterable<ViewDocument<View>>;
}

/** Keeps views under their projection's name. */
export interface ViewStore {
  /** Creates what is missing. @throws ViewDefinitionChanged when the indexes differ from those it was created with */
  open<View>(name: string, indexes: readonly ViewIndex[]): Promise<ViewCollection<View>>;
  /** Removes a view and its checkpoint. */
  drop(name: string): Promise<void>;
  /** Puts the rebuilt view in the place of the live one, atomically for readers. */
  replace(name: string, rebuilt: string): Promise<void>;
  names(): Promise<readonly string[]>;
  close(): Promise<void>;
}
