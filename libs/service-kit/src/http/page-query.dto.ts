import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { ViewIndex } from '@daybook/event-sourcing';
import { UnknownViewField, type Condition, type Scalar, type ViewQuery } from '@daybook/views';
import { InvalidRequest } from '../service-kit.errors.js';

const number = Transform(({ value }) => (value === undefined || value === '' ? undefined : Number(value)));
const list = Transform(({ value }) => (value === undefined ? undefined : [value].flat()));

/** The query of every table. */
export class PageQuery {
  @IsOptional()
  @number
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  cursor?: string;

  /** A field, with a leading `-` for descending. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sort?: string;

  /** `field:op:value`, repeatable; all must hold. */
  @IsOptional()
  @list
  @IsString({ each: true })
  @MaxLength(500, { each: true })
  filter?: string[];

  /** Wait until the table reflects this position. */
  @IsOptional()
  @number
  @IsInt()
  @Min(0)
  atLeast?: number;
}

/** `position`: what the page reflects. `nextCursor` null: this was the last one. */
export type Page<T> = Readonly<{ items: readonly T[]; nextCursor: string | null; position: number }>;

const defaultLimit = 50;
const operators = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'contains'] as const;
type Operator = (typeof operators)[number];

/** @throws InvalidRequest, UnknownViewField */
export const toViewQuery = (page: PageQuery, fields: readonly ViewIndex[], fallbackSort = '-createdAt'): ViewQuery => ({
  where: (page.filter ?? []).map((filter) => conditionOf(filter, fields)),
  sort: [sortOf(page.sort ?? fallbackSort, fields)],
  ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
  limit: page.limit ?? defaultLimit,
});

const indexOf = (field: string, fields: readonly ViewIndex[]): ViewIndex => {
  const index = fields.find((candidate) => candidate.field === field);
  if (index !== undefined) return index;
  throw new UnknownViewField(
    field,
    fields.map((candidate) => candidate.field),
  );
};

const sortOf = (sort: string, fields: readonly ViewIndex[]): { field: string; direction: 'asc' | 'desc' } => {
  const descending = sort.startsWith('-');
  const { field } = indexOf(descending ? sort.slice(1) : sort, fields);
  return { field, direction: descending ? 'desc' : 'asc' };
};

const conditionOf = (filter: string, fields: readonly ViewIndex[]): Condition => {
  const [, field = '', op = '', value = ''] = /^([^:]+):([^:]+):(.*)$/s.exec(filter) ?? [];
  if (!operators.includes(op as Operator)) {
    throw new InvalidRequest([
      { field: 'filter', message: `must be field:op:value with op one of ${operators.join(', ')}`, value: filter },
    ]);
  }
  const index = indexOf(field, fields);
  if (op === 'in') return { field, op, value: value.split(',').map((item) => scalarOf(item, index)) };
  if (op === 'contains') return { field, op, value };
  return { field, op: op as Exclude<Operator, 'in' | 'contains'>, value: scalarOf(value, index) };
};

const scalarOf = (text: string, { field, type }: ViewIndex): Scalar => {
  if (text === 'null') return null;
  if (type === 'text') return text;
  const value = type === 'number' ? Number(text) : text === 'true' ? true : text === 'false' ? false : Number.NaN;
  if (Number.isNaN(value) || text === '')
    throw new InvalidRequest([{ field: `filter ${field}`, message: `must be a ${type}`, value: text }]);
  return value;
};
