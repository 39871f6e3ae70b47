import { createHash, randomUUID } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import canonicalize from 'canonicalize';
import { v5 as uuidV5 } from 'uuid';
import type { CommandContext } from '@daybook/event-store';
import { InvalidRequest } from '../service-kit.errors.js';

export type CommandRequest = Readonly<{
  method: string;
  url: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: unknown;
}>;

const namespace = 'c0b0b7a4-7b39-5a52-8f67-5f0f4a5d9a10';
const longestHeader = 500;

/** A context for what the service does of its own accord. */
export const newCommandContext = (actor: string): CommandContext => {
  const commandId = randomUUID();
  return { actor, correlationId: commandId, commandId };
};

/**
 * Who commands (`Daybook-Actor`), why (`Daybook-Reason`; both percent-encoded), and as which command: one Idempotency-Key with
 * method and path is one command, whose content must stay the same.
 */
export const commandContextOf = (request: CommandRequest): CommandContext => {
  const { headers, method, url } = request;
  const reason = header(headers, 'daybook-reason');
  const correlationId = header(headers, 'daybook-correlation-id') ?? randomUUID();
  const traceparent = header(headers, 'traceparent');
  return {
    actor: decoded(header(headers, 'daybook-actor') ?? 'anonymous'),
    ...(reason === undefined ? {} : { reason: decoded(reason) }),
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...identityOf(header(headers, 'idempotency-key'), method, url, request.body),
  };
};

export const CommandContextOf = createParamDecorator((_data: unknown, host: ExecutionContext): CommandContext =>
  commandContextOf(host.switchToHttp().getRequest<CommandRequest>()),
);

/** The revision of an If-Match header `"<revision>"`; undefined without one. @throws InvalidRequest */
export const IfMatch = createParamDecorator((_data: unknown, host: ExecutionContext): number | undefined => {
  const value = header(host.switchToHttp().getRequest<CommandRequest>().headers, 'if-match');
  if (value === undefined || value === '*') return undefined;
  const revision = /^"(\d{1,15})"$/.exec(value)?.[1];
  if (revision === undefined)
    throw new InvalidRequest([{ field: 'If-Match', message: 'must be an ETag of this API such as "3"', value }]);
  return Number(revision);
});

type Identity = Pick<CommandContext, 'commandId' | 'commandDigest'>;

/** The query is content, as the body is: the same key with another query is another command under a used key. */
const identityOf = (key: string | undefined, method: string, url: string, body: unknown): Identity => {
  if (key === undefined) return { commandId: randomUUID() };
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const content = body === undefined || isStream(body) ? '' : (canonicalize(body) ?? '');
  const commandDigest = createHash('sha256').update(`${query}\n${content}`).digest('hex');
  return { commandId: uuidV5(`${method} ${path}\n${key}`, namespace), commandDigest };
};

const isStream = (body: unknown): boolean => typeof body === 'object' && body !== null && 'pipe' in body;

const header = (headers: CommandRequest['headers'], name: string): string | undefined => {
  const value = headers[name];
  if (value === undefined || value === '') return undefined;
  if (value.length > longestHeader)
    throw new InvalidRequest([{ field: name, message: `must be at most ${longestHeader} characters` }]);
  return value;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
