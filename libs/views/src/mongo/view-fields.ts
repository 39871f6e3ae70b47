import type { ViewIndex } from '@daybook/event-sourcing';
import { UnknownViewField } from '../view-store.errors.js';
import type { Scalar } from '../view-store.port.js';

/**
 * A document as it is stored: `fields` are the declared ones, taken out of the view to be indexed. A tombstone has no view,
 * and its position once more in `gone`, for an index that has nothing else.
 */
export type Stored = Readonly<{ _id: string; position: number; fields: Readonly<Record<string, Scalar>>; view: unknown; gone?: number }>;

/** Under `fields` in a stored document. */
export const keyOf = (field: string): string => field.replace(/[^A-Za-z0-9_]/g, '_');

const scalarAt = (view: unknown, path: string): Scalar => {
  const value = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | null | undefined)?.[key], view);
  return value === undefined || (typeof value === 'object' && value !== null) ? null : (value as Scalar);
};

/** The declared fields of a view: where they stand in its documents, and what MongoDB has to know of them. */
export class ViewFields {
  constructor(readonly indexes: readonly ViewIndex[]) {}

  /** Path in a stored document. @throws UnknownViewField */
  pathOf(field: string): string {
    if (field === 'id') return '_id';
    if (this.indexes.some((index) => index.field === field)) return `fields.${keyOf(field)}`;
    throw new UnknownViewField(field, ['id', ...this.indexes.map((index) => index.field)]);
  }

  /** What a field, or `id`, has in a stored document. */
  valueIn({ _id: id, fields }: Stored, field: string): Scalar {
    return field === 'id' ? id : (fields[keyOf(field)] ?? null);
  }

  stored(id: string, position: number, view: unknown): Stored {
    const fields = Object.fromEntries(this.indexes.map(({ field }) => [keyOf(field), scalarAt(view, field)]));
    return { _id: id, position, fields, view, ...(view === null ? { gone: position } : {}) };
  }

  /** Of the indexes. Sorting by a field in one direction walks its index, to a page's end and no further. */
  keys(): readonly Readonly<Record<string, 1>>[] {
    return this.indexes.map(({ field, within }) => ({
      ...(within === undefined ? {} : { [this.pathOf(within)]: 1 as const }),
      [this.pathOf(field)]: 1 as const,
      _id: 1 as const,
    }));
  }
}
