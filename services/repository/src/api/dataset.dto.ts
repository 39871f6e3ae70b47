import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

const number = Transform(({ value }) => (value === undefined ? undefined : Number(value)));

export class RegisterDatasetQuery {
  @Matches(/^(?! )[^\p{Cc}]{1,200}(?<! )$/u, {
    message: 'name must be 1 to 200 characters, none of them control characters, without spaces around',
  })
  name!: string;
}

export class RowsQuery {
  @IsOptional()
  @number
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  offset?: number;

  @IsOptional()
  @number
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}
