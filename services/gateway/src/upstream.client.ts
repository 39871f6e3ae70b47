import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Problem } from '@daybook/service-kit';
import { isClosing } from './forwarding/forwarded-headers.js';
import type { UpstreamAgent } from './forwarding/upstream.agent.js';
import { isAway } from './forwarding/upstream.problem.js';
import type { UpstreamTurns } from './upstream.turns.js';
import type { UpstreamName } from './upstream.types.js';

export type Question = Readonly<{
  method?: Dispatcher.HttpMethod;
  /** Path with its query. */
  path: string;
  headers?: IncomingHttpHeaders;
  body?: Buffer;
  signal?: AbortSignal;
}>;

export type Answer = Readonly<{ upstream: UpstreamName; status: number; headers: IncomingHttpHeaders; body: Buffer }>;

/** Asks services for what the gateway puts together itself. */
export class UpstreamClient {
  constructor(
    private readonly turns: UpstreamTurns,
    private readonly agent: UpstreamAgent,
  ) {}

  /** Base URLs of a service's instances. */
  instances(upstream: UpstreamName): readonly string[] {
    return this.turns.all(upstream);
  }

  /** Asks one instance, that whose turn it is when none is named. @throws what undici throws when there is no answer */
  async ask(upstream: UpstreamName, question: Question, instance: string = this.turns.next(upstream)): Promise<Answer> {
    const { method = 'GET', path, headers = {}, body, signal } = question;
    const { host: _ours, 'content-length': _its, ...others } = headers;
    const asked = this.agent.ask({
      origin: instance,
      path,
      method,
      headers: others,
      ...(body === undefined || body.length === 0 ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    const answer = await asked.catch((error: unknown) => {
      if (isAway(error)) this.turns.away(instance);
      throw error;
    });
    if (isClosing(answer.headers)) this.turns.away(instance);
    const content = Buffer.from(await answer.body.arrayBuffer());
    return { upstream, status: answer.statusCode, headers: answer.headers, body: content };
  }
}

/** The answer's content, when it is the JSON object that was asked for. @throws UpstreamRefusal, UnexpectedAnswer */
export const jsonOf = <T>({ upstream, status, body }: Answer): T => {
  const content = parsed(body);
  if (status !== 200) throw isProblem(content) ? new UpstreamRefusal(content) : new UnexpectedAnswer(upstream, `status ${status}`);
  if (content === undefined) throw new UnexpectedAnswer(upstream, 'no JSON');
  return content as T;
};

/** Undefined for what is no JSON. */
const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
};

const isProblem = (content: unknown): content is Problem => {
  const { code, detail, status } = (content ?? {}) as Partial<Problem>;
  return typeof code === 'string' && typeof detail === 'string' && typeof status === 'number';
};

/** A service answered a problem, which says what it lacks or what it has against the question. */
export class UpstreamRefusal extends Error {
  readonly code: string;

  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.code = problem.code;
  }
}

/** A service answered something else than its interface promises. */
export class UnexpectedAnswer extends Error {
  readonly code: string;

  constructor(upstream: UpstreamName, what: string) {
    super(`service ${upstream} answered ${what}`);
    this.code = what;
  }
}
