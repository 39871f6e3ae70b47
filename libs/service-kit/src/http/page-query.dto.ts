import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { ViewQuery } from '@daybook/views';
import { columnOf, conditionOf, tableField, type TableField } from './table-filter.js';

const number = Transform(({ value }) => (value === undefined || value === '' ? undefined : Number(value)));
const list = Transform(({ value }) => (value === undefined ? undefined : [value].flat()));

/** The query of everything that is read from views. */
export class ReflectingQuery {
  /** Wait until what is shown reflects this position. */
  @IsOptional()
  @number
  @IsInt()
  @Min(0)
  atLeast?: number;
}

/** The query of every table. */
export class PageQuery extends ReflectingQuery {
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

  /** A field, with a leading `-` for descending. What has no value comes first ascending and last descending. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sort?: string;

  /** `field:op:value`, repeatable; all must hold. In a list `eq` asks for an item and `contains` for a part of one, in any letters. */
  @IsOptional()
  @list
  @IsString({ each: true })
  @MaxLength(500, { each: true })
  filter?: string[];
}

/** `position`: what the page reflects. `nextCursor` null: this was the last one. */
export type Page<T> = Readonly<{ items: readonly T[]; nextCursor: string | null; position: number }>;

const defaultLimit = 50;

/** @throws InvalidRequest, UnknownViewField */
export const toViewQuery = (page: PageQuery, fields: readonly TableField[], fallbackSort = '-createdAt'): ViewQuery => ({
  where: (page.filter ?? []).map((filter) => conditionOf(filter, fields)),
  sort: [sortOf(page.sort ?? fallbackSort, fields)],
  ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
  limit: page.limit ?? defaultLimit,
});

const sortOf = (sort: string, fields: readonly TableField[]): { field: string; direction: 'asc' | 'desc' } => {
  const descending = sort.startsWith('-');
  const sortable = fields.filter(({ type }) => type !== 'list');
  return { field: columnOf(tableField(descending ? sort.slice(1) : sort, sortable)), direction: descending ? 'desc' : 'asc' };
};
