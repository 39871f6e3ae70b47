import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, IsOptional, IsString, Matches, MaxLength, Min, IsArray, ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { InvalidRequest, PageQuery } from '@daybook/service-kit';
import type { VersionReference } from '../application/version.queries.js';

const rule = /^(latest|default|[1-9]\d{0,8})$/;

/** A path parameter: a number, `latest` or `default`. @throws InvalidRequest */
export const versionReference = (text: string | number): VersionReference => {
  if (!rule.test(String(text))) throw new InvalidRequest([{ field: 'version', message: 'must be a number, latest or default', value: text }]);
  return text === 'latest' || text === 'default' ? text : Number(text);
};

// Only texts can match a pattern; in JSON a number is as good.
const reference = Transform(({ value }) => (typeof value === 'number' ? String(value) : (value as unknown)));

export class CreateVersionDto {
  @IsOptional()
  @reference
  @Matches(rule, { message: 'from must be a version number, "latest" or "default"' })
  from?: string;

  @IsOptional()
  @IsObject()
  configuration?: object;

  @IsOptional()
  @IsObject()
  configurationPatch?: object;

  /** Id or name. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  datasetId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  description?: string;
}

export class DescribeVersionDto {
  @IsString()
  @MaxLength(10_000)
  description!: string;
}

export class VersionsQuery extends PageQuery {
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  includeArchived?: boolean;
}

const number = Transform(({ value }) => Number(value));

export class DiffQuery {
  @number
  @IsInt()
  @Min(1)
  from!: number;

  @number
  @IsInt()
  @Min(1)
  to!: number;
}

export class CompareQuery {
  @Transform(({ value }) => String(value).split(',').map(Number))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsInt({ each: true })
  @Min(1, { each: true })
  versions!: number[];
}

export class EventsQuery {
  @IsOptional()
  @number
  @IsInt()
  @Min(0)
  after?: number;

  /** `end` closes the stream once the version has come to an end. */
  @IsOptional()
  @Matches(/^(end|never)$/, { message: 'until must be end or never' })
  until?: 'end' | 'never';
}
