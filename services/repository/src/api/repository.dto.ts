import { IsInt, IsObject, IsOptional, IsString, Matches, MaxLength, Min, registerDecorator } from 'class-validator';
import { PageQuery } from '@daybook/service-kit';

const name = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,98}[A-Za-z0-9]$|^[A-Za-z0-9]$/;
const nameMessage = 'must be 1 to 100 letters, digits, spaces, dots, dashes or underscores, beginning and ending with a letter or digit';
const mostLabels = 50;

const isLabels = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= mostLabels && entries.every(([key, text]) => /^[\w./-]{1,63}$/.test(key) && typeof text === 'string' && text.length <= 255);
};

const Labels = (): PropertyDecorator => (target, propertyName) =>
  registerDecorator({
    name: 'labels',
    target: target.constructor,
    propertyName: String(propertyName),
    options: { message: `labels must be at most ${mostLabels} pairs of a key (letters, digits, . _ / -) and a text of at most 255 characters` },
    validator: { validate: isLabels },
  });

export class CreateRepositoryDto {
  @Matches(name, { message: `name ${nameMessage}` })
  name!: string;

  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  description?: string;

  @IsOptional()
  @IsObject()
  @Labels()
  labels?: Record<string, string>;
}

export class ChangeRepositoryDto {
  @IsOptional()
  @Matches(name, { message: `name ${nameMessage}` })
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  description?: string;

  @IsOptional()
  @IsObject()
  @Labels()
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

export class RegisterDatasetQuery {
  @Matches(/^[^\p{Cc}]{1,200}$/u, { message: 'name must be 1 to 200 characters without control characters' })
  name!: string;
}
