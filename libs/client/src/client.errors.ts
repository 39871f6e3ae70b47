/** An RFC 9457 problem as the service answered it. */
export type Problem = Readonly<{
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  [field: string]: unknown;
}>;

/** The service refused or could not do what was asked. */
export class DaybookProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'DaybookProblem';
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** No answer came: the outcome of what was asked is unknown; the same idempotency key settles it. */
export class DaybookUnreachable extends Error {
  constructor(
    readonly url: string,
    options?: ErrorOptions,
  ) {
    super(`no answer from ${url}`, options);
    this.name = 'DaybookUnreachable';
  }
}
