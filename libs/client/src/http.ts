import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DaybookProblem, DaybookUnreachable, type Problem } from './client.errors.js';

/** Where the service is, who asks, and why. */
export type ClientOptions = Readonly<{
  /** Origin, e.g. `http://127.0.0.1:8080`. */
  baseUrl: string;
  actor?: string;
  reason?: string;
  /** Times that a request without an answer, or answered 503 or 504, is sent again; its key makes that harmless. */
  retries?: number;
}>;

/** Whatever `fetch` sends: text, bytes, or a stream. */
export type RequestBody = NonNullable<RequestInit['body']>;
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
export type Ask = Readonly<{
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Query;
  body?: unknown;
  /** Instead of a JSON body. */
  content?: Readonly<{ type: string; open: () => RequestBody }>;
  idempotencyKey?: string;
  ifRevision?: number;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}>;

const pauseMs = (attempt: number): number => Math.min(5000, 200 * 2 ** attempt);

/** One request, sent again while there is no answer. @throws DaybookProblem, DaybookUnreachable */
export const send = async (options: ClientOptions, ask: Ask): Promise<Response> => {
  const { retries = 3 } = options;
  const url = urlOf(options.baseUrl, ask);
  const headers = headersOf(options, ask);
  for (let attempt = 0; ; attempt += 1) {
    const answer = await once(url, headers, ask);
    const again = answer instanceof DaybookUnreachable || answer.status === 503 || answer.status === 504;
    if (again && attempt < retries) {
      // A body that nobody reads would hold its connection.
      if (answer instanceof Response) await answer.body?.cancel();
      await delay(pauseMs(attempt), undefined, ask.signal === undefined ? {} : { signal: ask.signal });
      continue;
    }
    if (answer instanceof DaybookUnreachable) throw answer;
    if (answer.ok) return answer;
    throw new DaybookProblem(await problemOf(answer));
  }
};

/** @throws DaybookProblem, DaybookUnreachable, which also stands for an answer that was cut off */
export const sendJson = async <T>(options: ClientOptions, ask: Ask): Promise<T> => {
  const answer = await send(options, ask);
  const text = await answer.text().catch((cause: unknown) => {
    throw new DaybookUnreachable(answer.url, { cause });
  });
  const value = parsed(text);
  if (value === undefined) throw new DaybookProblem(unexpected(answer, text));
  return value as T;
};

const once = async (url: string, headers: Headers, { method = 'GET', body, content, signal }: Ask) => {
  const payload = content?.open() ?? (body === undefined ? null : JSON.stringify(body));
  try {
    const init = { method, headers, body: payload, signal: signal ?? null, duplex: 'half' };
    return await fetch(url, init as RequestInit);
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    return new DaybookUnreachable(url, { cause });
  }
};

const urlOf = (baseUrl: string, { path, query = {} }: Ask): string => {
  const url = new URL(path, baseUrl);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of [value].flat()) url.searchParams.append(name, String(item));
  }
  return url.href;
};

const headersOf = ({ actor, reason }: ClientOptions, ask: Ask): Headers => {
  const headers = new Headers({ accept: 'application/json', ...ask.headers });
  if (actor !== undefined) headers.set('daybook-actor', encodeURIComponent(actor));
  if (reason !== undefined) headers.set('daybook-reason', encodeURIComponent(reason));
  if (ask.content !== undefined) headers.set('content-type', ask.content.type);
  else if (ask.body !== undefined) headers.set('content-type', 'application/json');
  if (ask.method !== undefined && ask.method !== 'GET') headers.set('idempotency-key', ask.idempotencyKey ?? randomUUID());
  if (ask.ifRevision !== undefined) headers.set('if-match', `"${ask.ifRevision}"`);
  return headers;
};

const problemOf = async (answer: Response): Promise<Problem> => {
  const text = await answer.text().catch(() => '');
  const value = parsed(text);
  return isProblem(value) ? value : unexpected(answer, text);
};

/** Something between here and the service may answer in its place. */
const unexpected = ({ status, statusText }: Response, text: string): Problem => ({
  type: 'about:blank',
  title: statusText === '' ? `HTTP ${status}` : statusText,
  status,
  code: 'unexpected-answer',
  detail: `not an answer of Daybook: ${text.slice(0, 500)}`,
});

const isProblem = (value: unknown): value is Problem => {
  if (typeof value !== 'object' || value === null) return false;
  const { code, status, title } = value as Partial<Problem>;
  return typeof code === 'string' && typeof status === 'number' && typeof title === 'string';
};

/** Undefined for what is no JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
