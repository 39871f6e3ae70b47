import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsNotEmpty, IsObject, IsOptional, IsString, Matches } from 'class-validator';

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

export class PredictDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @IsObject({ each: true })
  rows!: Record<string, unknown>[];
}
