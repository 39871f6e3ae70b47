import { Transform } from 'class-transformer';
import { factTypes, type FactType } from '@daybook/contracts';
import { IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

const number = Transform(({ value }) => (value === undefined ? undefined : Number(value)));
const list = Transform(({ value }) => (value === undefined ? undefined : [value].flat().flatMap((item) => String(item).split(','))));

export class EventFeedQuery {
  /** Facts above this position; 0 begins with the first. */
  @IsOptional()
  @number
  @IsInt()
  @Min(0)
  after?: number;

  /** Most facts of one NDJSON answer. */
  @IsOptional()
  @number
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit?: number;

  /** Types of facts, e.g. `daybook.version.ready.v1`. */
  @IsOptional()
  @list
  @IsIn(factTypes, { each: true, message: ({ value }) => `${String(value)}: there is no such type of fact` })
  type?: FactType[];

  /** Keys of facts: repository, dataset or engine ids. */
  @IsOptional()
  @list
  @IsString({ each: true })
  key?: string[];
}
