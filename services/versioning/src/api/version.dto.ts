import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsInt, IsObject, IsString, Matches, MaxLength, Min } from 'class-validator';
import { AsItCame, InvalidRequest, MayBeAbsent, PageQuery, ReflectingQuery } from '@daybook/service-kit';
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
  @MayBeAbsent()
  @reference
  @Matches(rule, { message: 'from must be a version number, "latest" or "default"' })
  from?: string;

  @MayBeAbsent()
  @IsObject()
  @AsItCame()
  configuration?: object;

  @MayBeAbsent()
  @IsObject()
  @AsItCame()
  configurationPatch?: object;

  /** Id or name. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  datasetId?: string;

  @MayBeAbsent()
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
  @MayBeAbsent()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  includeArchived?: boolean;
}

const number = Transform(({ value }) => Number(value));

export class DiffQuery extends ReflectingQuery {
  @Matches(rule, { message: 'from must be a version number, "latest" or "default"' })
  from!: string;

  @Matches(rule, { message: 'to must be a version number, "latest" or "default"' })
  to!: string;
}

export class CompareQuery extends ReflectingQuery {
  @Transform(({ value }) => String(value).split(',').map((one) => one.trim()))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @Matches(rule, { each: true, message: 'each of versions must be a version number, "latest" or "default"' })
  versions!: string[];
}

export class EventsQuery {
  @MayBeAbsent()
  @number
  @IsInt()
  @Min(0)
  after?: number;

  /** `end` closes the stream once the version has come to an end. */
  @MayBeAbsent()
  @Matches(/^(end|never)$/, { message: 'until must be end or never' })
  until?: 'end' | 'never';
}
