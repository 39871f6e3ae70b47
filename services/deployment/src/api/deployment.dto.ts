import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsNotEmpty, IsOptional, isObject, IsString, Matches, ValidateBy, ValidateIf } from 'class-validator';
import { AsItCame, InvalidRequest, MayBeAbsent } from '@daybook/service-kit';

/** A DNS label: the name is part of the query URL. */
export const deploymentName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const nameMessage = 'name must be a DNS label: lower-case letters, digits and dashes, at most 63';
const versionRule = /^(latest|default|[1-9]\d{0,8})$/;
const versionMessage = 'version must be a version number, "latest" or "default"';

/** Numbers are welcome as numbers too. */
const AsText = Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value));

/** A version's number as a number or text, or `latest` or `default`. */
export type VersionReference = string;
export const parseVersion = (reference: VersionReference): number | 'latest' | 'default' =>
  reference === 'latest' || reference === 'default' ? reference : Number(reference);

export class DeployDto {
  @Matches(deploymentName, { message: nameMessage })
  name!: string;

  @AsText
  @IsNotEmpty()
  @Matches(versionRule, { message: versionMessage })
  version!: VersionReference;

  @IsOptional()
  @IsString()
  engineId?: string;
}

export class SwitchDto {
  @AsText
  @IsNotEmpty()
  @Matches(versionRule, { message: versionMessage })
  version!: VersionReference;
}

const InPlaceOfRows = (): PropertyDecorator =>
  ValidateBy({
    name: 'inPlaceOfRows',
    validator: {
      validate: (row, context) => isObject(row) && (context?.object as PredictDto).rows === undefined,
      defaultMessage: () => 'row must be an object, and there can be no rows beside it',
    },
  });

/** One row, or many. */
export class PredictDto {
  @MayBeAbsent()
  @InPlaceOfRows()
  @AsItCame()
  row?: Record<string, unknown>;

  @ValidateIf(({ row }: PredictDto) => row === undefined)
  @IsArray({ message: 'rows must be an array of objects, or row one of them' })
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @AsItCame()
  rows?: unknown[];
}

type Row = Record<string, unknown>;
const mostNamed = 20;

/** Each of them an object: class-validator would not say which one is none. @throws InvalidRequest */
export const rowsOf = ({ row, rows = [] }: PredictDto): readonly Row[] => {
  if (row !== undefined) return [row];
  const errors = rows.flatMap((value, index) =>
    isObject(value) ? [] : [{ field: 'rows', row: index, expected: 'an object', message: `row ${index} must be an object` }],
  );
  if (errors.length > 0) throw new InvalidRequest(errors.slice(0, mostNamed));
  return rows as Row[];
};
