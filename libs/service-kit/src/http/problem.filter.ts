import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@daybook/event-sourcing';
import { problemOf, problemType, statusOf, type Problem } from './problem.js';
import type { RouteTable } from './route-table.js';

type Reply = {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): void;
  sent: boolean;
  raw: Readonly<{ headersSent: boolean; destroyed: boolean }>;
};
type Request = { headers: Record<string, string | undefined>; url: string; method: string; id: string; is404: boolean };

const httpCodes: Readonly<Record<number, string>> = {
  400: 'invalid-request',
  404: 'route-not-found',
  405: 'method-not-allowed',
  413: 'content-too-large',
  415: 'unsupported-media-type',
};

/** Every error leaves the service as a problem document; what nobody expected is logged and says nothing of itself. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly routes: Pick<RouteTable, 'methodsOf'> = { methodsOf: () => [] }) {}

  catch(error: unknown, host: ArgumentsHost): void {
    // Reactions and reports are retried and dead-lettered by their transport.
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<Request>();
    const reply = host.switchToHttp().getResponse<Reply>();
    if (reply.raw.destroyed) {
      this.logger.debug(`${request.method} ${request.url} (${request.id}): the caller has gone: ${String(error)}`);
      return;
    }
    // A feed that breaks has begun its answer already.
    if (reply.sent || reply.raw.headersSent) return;
    const allowed = request.is404 ? this.routes.methodsOf(pathOf(request.url)) : [];
    const problem = allowed.length > 0 ? methodNotAllowed(request.method, allowed) : this.problemFor(error, request);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    if (problem.status === 503 || problem.code === outcomeUnknown) reply.header('retry-after', '1');
    reply.status(problem.status).header('content-type', problemType).send(problem);
  }

  private problemFor(error: unknown, { headers, method, url, id }: Request): Problem {
    if (error instanceof DomainError) {
      const guarded = error.code === 'revision-conflict' && headers['if-match'] !== undefined;
      const code = guarded ? 'precondition-failed' : error.code;
      const status = statusOf(code);
      if (status >= 500) this.logger.warn(`${method} ${url} (${id}): ${error.code}: ${error.message}`);
      const settled = code === outcomeUnknown ? { settledBy: settledBy(headers['idempotency-key']) } : {};
      return problemOf(code, status, error.message, { ...fieldsOf(error), ...settled });
    }
    const status =
      error instanceof HttpException ? error.getStatus() : ((error as { statusCode?: number }).statusCode ?? 500);
    const detail = error instanceof Error ? error.message : String(error);
    if (status < 500) return problemOf(httpCodes[status] ?? 'request-refused', status, detail);
    this.logger.error(`${method} ${url} (${id}) failed: ${error instanceof Error ? (error.stack ?? detail) : detail}`);
    return problemOf('unexpected-error', 500, 'the service failed; its log says why under the request id', {
      requestId: id,
    });
  }
}

const outcomeUnknown = 'append-outcome-unknown';
const settledBy = (key: string | undefined): string =>
  key === undefined
    ? 'reading what the request would have changed: it had no Idempotency-Key, so sending it again may do it twice'
    : 'sending the same request again with the same Idempotency-Key: it is done once, however often it is sent';

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '/';
const methodNotAllowed = (method: string, allowed: readonly string[]): Problem =>
  problemOf('method-not-allowed', 405, `${method} is not allowed here; allowed are ${allowed.join(', ')}`, { allowed });

const hidden = new Set(['name', 'message', 'stack', 'cause', 'code']);
/** An error's own `status` is a state of the domain, not of HTTP. */
const named = (key: string): string => (key === 'status' ? 'currentStatus' : key);
const fieldsOf = (error: DomainError): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(error)
      .filter(([key, value]) => !hidden.has(key) && value !== undefined)
      .map(([key, value]) => [named(key), value]),
  );
