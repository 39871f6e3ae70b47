import type { ViewIndex } from '@daybook/event-sourcing';
import { UnknownViewField } from '../view-store.errors.js';
import type { Scalar } from '../view-store.port.js';

const sqlTypes = { text: 'TEXT', number: 'REAL', boolean: 'INTEGER' } as const;

export const stored = (value: Scalar): string | number | null => (typeof value === 'boolean' ? Number(value) : value);

const columnOf = (field: string): string => `"f_${field.replace(/[^A-Za-z0-9_]/g, '_')}"`;
const indexName = (table: string, ordinal: number | 'gone'): string => `"${table}_${ordinal}"`;
const textName = (table: string, field: string): string => `"${table}_${field.replace(/[^A-Za-z0-9_]/g, '_')}_text"`;

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

  /** Name of the index on a declared field. @throws UnknownViewField */
  indexOn(table: string, field: string): string {
    this.of(field);
    return indexName(table, this.indexes.findIndex((index) => index.field === field));
  }

  /** The tombstones of a table, to be looked for along the index that has nothing else. */
  tombstonesOf(table: string): string {
    return `"${table}" INDEXED BY ${indexName(table, 'gone')} WHERE view IS NULL`;
  }

  /** Name of the full-text index of a searched field. */
  textIndexOn(table: string, field: string): string {
    return textName(table, field);
  }

  /** The document comes last: what only looks at fields need not read past it. */
  definition(table: string): readonly string[] {
    const columns = this.indexes.map(({ field, type }) => `${columnOf(field)} ${sqlTypes[type]}, `).join('');
    return [
      `CREATE TABLE "${table}" (key INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, position INTEGER NOT NULL, ${columns}view TEXT) STRICT`,
      `CREATE INDEX ${indexName(table, 'gone')} ON "${table}" (position) WHERE view IS NULL`,
      ...this.indexes.map(({ field, within }, ordinal) => {
        const scope = within === undefined ? '' : `${columnOf(within)}, `;
        return `CREATE INDEX ${indexName(table, ordinal)} ON "${table}" (${scope}${columnOf(field)}, id)`;
      }),
      ...this.searched().flatMap((field) => textIndex(table, field)),
    ];
  }

  /** The other way round. */
  removal(table: string): readonly string[] {
    return [...this.searched().map((field) => `DROP TABLE ${textName(table, field)}`), `DROP TABLE "${table}"`];
  }

  private searched(): readonly string[] {
    return this.indexes.filter(({ searched }) => searched === true).map(({ field }) => field);
  }
}

/** Of the trigrams of a column, kept up with it by triggers. */
const textIndex = (table: string, field: string): readonly string[] => {
  const [text, column] = [textName(table, field), columnOf(field)];
  const trigger = (suffix: string): string => `CREATE TRIGGER ${text.slice(0, -1)}_${suffix}"`;
  const removed = `INSERT INTO ${text} (${text}, rowid, ${column}) VALUES ('delete', old.key, old.${column});`;
  const added = `INSERT INTO ${text} (rowid, ${column}) VALUES (new.key, new.${column});`;
  return [
    `CREATE VIRTUAL TABLE ${text} USING fts5(${column}, tokenize='trigram', content='${table}', content_rowid='key')`,
    `${trigger('added')} AFTER INSERT ON "${table}" BEGIN ${added} END`,
    `${trigger('changed')} AFTER UPDATE ON "${table}" WHEN old.${column} IS NOT new.${column} BEGIN ${removed} ${added} END`,
    `${trigger('removed')} AFTER DELETE ON "${table}" BEGIN ${removed} END`,
  ];
};
