import { listText, type ViewIndex } from '@daybook/event-sourcing';
import { UnknownViewField, type Condition, type Scalar } from '@daybook/views';
import { InvalidRequest } from '../service-kit.errors.js';

/** A field that callers may filter and sort a table by. One whose name ends in `At` is a time. */
export type TableField = Readonly<{
  field: string;
  /** `list`: the view has its `listText`, which is asked what is in it and not sorted by. */
  type: ViewIndex['type'] | 'list';
  /** What the view calls it, where that is something else. */
  column?: string;
  /** All that it can be. */
  values?: readonly string[];
}>;

const operators = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'contains'] as const;
type Operator = (typeof operators)[number];
const listOperators: readonly string[] = ['eq', 'contains'] satisfies Operator[];
const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** @throws UnknownViewField */
export const tableField = (name: string, fields: readonly TableField[]): TableField => {
  const found = fields.find(({ field }) => field === name);
  if (found !== undefined) return found;
  throw new UnknownViewField(
    name,
    fields.map(({ field }) => field),
  );
};

export const columnOf = ({ field, column = field }: TableField): string => column;

/** What `field:op:value` asks of the view. @throws InvalidRequest, UnknownViewField */
export const conditionOf = (filter: string, fields: readonly TableField[]): Condition => {
  const [, name = '', op = '', value = ''] = /^([^:]+):([^:]+):(.*)$/s.exec(filter) ?? [];
  if (!operators.includes(op as Operator)) throw refused('filter', `must be field:op:value with op one of ${operators.join(', ')}`, filter);
  const asked = tableField(name, fields);
  const field = columnOf(asked);
  if (asked.type === 'list') return { field, op: 'contains', value: itemText(asked, op, value) };
  if (op === 'in') return { field, op, value: value.split(',').map((item) => scalarOf(item, asked)) };
  if (op === 'contains') return { field, op, value };
  return { field, op: op as Exclude<Operator, 'in' | 'contains'>, value: scalarOf(value, asked) };
};

/** The whole of an item, or a part of one. */
const itemText = ({ field }: TableField, op: string, value: string): string => {
  if (!listOperators.includes(op)) throw refused(`filter ${field}`, `is a list: op must be one of ${listOperators.join(', ')}`, op);
  const item = listText([value]).slice(1, -1);
  return op === 'eq' ? item : item.slice(1, -1);
};

const scalarOf = (text: string, { field, type, values }: TableField): Scalar => {
  if (text === 'null') return null;
  if (values?.includes(text) === false) throw refused(`filter ${field}`, `must be one of ${values.join(', ')}`, text);
  if (type === 'text') return field.endsWith('At') ? timeOf(text, field) : text;
  const value = type === 'number' ? Number(text) : text === 'true' ? true : text === 'false' ? false : Number.NaN;
  if (Number.isNaN(value) || text.trim() === '') throw refused(`filter ${field}`, `must be a ${type}`, text);
  return value;
};

/** As events have it, so that it compares. */
const timeOf = (text: string, field: string): string => {
  const date = new Date(time.test(text) ? text : Number.NaN);
  if (Number.isNaN(date.getTime())) {
    throw refused(`filter ${field}`, 'must be a date or a time with its zone, as 2026-03-01 or 2026-03-01T10:00:00Z', text);
  }
  return date.toISOString();
};

const refused = (field: string, message: string, value: string): InvalidRequest => new InvalidRequest([{ field, message, value }]);
