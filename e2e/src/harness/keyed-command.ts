/** A command, and the key under which it can be sent again. */
export type KeyedCommand = Readonly<{
  key: string;
  kind: 'create' | 'describe' | 'star' | 'cancel' | 'deploy' | 'switch' | 'undeploy';
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: object;
}>;

export type Acknowledgement = Readonly<{ position: number; versionId?: string; number?: number }>;
/** What became of it; `unknown` is no answer, or one that promises nothing. */
export type Outcome =
  | Readonly<{ outcome: 'acknowledged'; answer: Acknowledgement }>
  | Readonly<{ outcome: 'refused'; code: string }>
  | Readonly<{ outcome: 'unknown'; status: number | null }>;

const promiseNothing = [503, 504];

/** Once, without another try. Its key is its correlation too, so that the log tells what came of it. @throws for an answer that must not be */
export const carryOut = async (url: string, { key, method, path, body }: KeyedCommand): Promise<Outcome> => {
  const content = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { 'idempotency-key': key, 'daybook-correlation-id': key, 'daybook-actor': 'load', ...content };
  const answered = await answerTo(new URL(path, url), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (answered === null) return { outcome: 'unknown', status: null };
  const { status, answer } = answered;
  if (status < 300) return { outcome: 'acknowledged', answer: answer as Acknowledgement };
  if (promiseNothing.includes(status)) return { outcome: 'unknown', status };
  if (status < 500) return { outcome: 'refused', code: (answer as { code: string }).code };
  throw new Error(`${method} ${path} under ${key} is answered ${status}: ${JSON.stringify(answer)}`);
};

/** Null where the answer did not come, or not whole. */
const answerTo = async (url: URL, request: RequestInit): Promise<Readonly<{ status: number; answer: unknown }> | null> => {
  try {
    const response = await fetch(url, request);
    return { status: response.status, answer: await response.json() };
  } catch {
    return null;
  }
};
