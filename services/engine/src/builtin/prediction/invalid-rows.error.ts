/** One cell that cannot be predicted from, or an output without an answer. `row` counts from 0 within the request. */
export type RowProblem = Readonly<{ row: number; field: string; expected: string; found: string }>;

const MAX_NAMED = 3;

/** Some rows do not have what the model needs; `problems` lists every cell. */
export class InvalidRows extends Error {
  override readonly name = 'InvalidRows';
  readonly code = 'invalid-rows';

  constructor(readonly problems: readonly RowProblem[]) {
    const named = problems
      .slice(0, MAX_NAMED)
      .map(({ row, field, expected, found }) => `row ${row}, "${field}": expected ${expected}, found ${found}`);
    super(`${named.join('; ')}${problems.length > MAX_NAMED ? `; and ${problems.length - MAX_NAMED} more` : ''}`);
  }
}
