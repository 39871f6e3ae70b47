import type { ViewIndex } from '@daybook/event-sourcing';
import { UnknownViewField } from '../view-store.errors.js';
import type { Scalar } from '../view-store.port.js';

const sqlTypes = { text: 'TEXT', number: 'REAL', boolean: 'INTEGER' } as const;

export const stored = (value: Scalar): string | number | null => (typeof value === 'boolean' ? Number(value) : value);

const columnOf = (field: string): string => `"f_${field.replace(/[^A-Za-z0-9_]/g, '_')}"`;
const indexName = (table: string, ordinal: number): string => `"${table}_${ordinal}"`;

/** The columns and indexes that stand for the declared fields of a view in its table. */
export class ViewColumns {
  constructor(readonly indexes: readonly ViewIndex[]) {}

  get all(): readonly string[] {
    return this.indexes.map(({ field }) => columnOf(field));
  }

  /** @throws UnknownViewField */
  of(field: string): string {
    if (field === 'id') return 'id';
    if (this.index(field) === undefined) throw new UnknownViewField(field, ['id', ...this.indexes.map((index) => index.field)]);
    return columnOf(field);
  }

  index(field: string): ViewIndex | undefined {
    return this.indexes.find((index) => index.field === field);
  }

  /** Name of the index on a declared field. */
  indexOn(table: string, field: string): string {
    return indexName(table, this.indexes.findIndex((index) => index.field === field));
  }

  /** The document comes last: what only looks at fields need not read past it. */
  definition(table: string): readonly string[] {
    const columns = this.indexes.map(({ field, type }) => `${columnOf(field)} ${sqlTypes[type]}, `).join('');
    return [
      `CREATE TABLE "${table}" (id TEXT PRIMARY KEY NOT NULL, position INTEGER NOT NULL, ${columns}view TEXT) STRICT`,
      ...this.indexes.map(({ field, within }, ordinal) => {
        const scope = within === undefined ? '' : `${columnOf(within)}, `;
        return `CREATE INDEX ${indexName(table, ordinal)} ON "${table}" (${scope}${columnOf(field)}, id)`;
      }),
    ];
  }
}
