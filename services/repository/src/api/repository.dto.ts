import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Min,
  registerDecorator,
} from 'class-validator';
import { AsItCame, MayBeAbsent, PageQuery } from '@daybook/service-kit';

// A name that looks like an id could be taken for one in a path.
const name = /^(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/i;
const message =
  'name must be 1 to 100 letters, digits, dots, dashes or underscores, begin with a letter or digit, and not look like an id';
const mostLabels = 50;
const longestDescription = 10_000;

const isLabels = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= mostLabels &&
    entries.every(([key, text]) => /^[\w./-]{1,63}$/.test(key) && typeof text === 'string' && text.length <= 255)
  );
};

const Labels = (): PropertyDecorator => (target, propertyName) =>
  registerDecorator({
    name: 'labels',
    target: target.constructor,
    propertyName: String(propertyName),
    options: {
      message: `labels must be at most ${mostLabels} pairs of a key (letters, digits, . _ / -) and a text of at most 255 characters`,
    },
    validator: { validate: isLabels },
  });

export class CreateRepositoryDto {
  @Matches(name, { message })
  name!: string;

  @MayBeAbsent()
  @IsString()
  @MaxLength(longestDescription)
  description?: string;

  @MayBeAbsent()
  @IsObject()
  @Labels()
  @AsItCame()
  labels?: Record<string, string>;

  /** Ids or names. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  datasetIds?: string[];
}

/** What is absent stays as it is; labels are replaced as a whole. */
export class ChangeRepositoryDto {
  @MayBeAbsent()
  @Matches(name, { message })
  name?: string;

  @MayBeAbsent()
  @IsString()
  @MaxLength(longestDescription)
  description?: string;

  @MayBeAbsent()
  @IsObject()
  @Labels()
  @AsItCame()
  labels?: Record<string, string>;
}

export class DefaultVersionDto {
  @IsInt()
  @Min(1)
  version!: number;
}

export class ModelsQuery extends PageQuery {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}
