import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import { ExponentialBackoff, handleAll, retry } from 'cockatiel';
import { problemOf, problemType } from '../http/problem.js';

/** Something that a service cannot start without; `address` is shown to whoever operates it. */
export type AwaitedPart<T> = Readonly<{ name: string; address: string; connect: () => Promise<T> }>;
type Place = Readonly<{ host: string; port: number }>;

const probes = new Set(['/readyz', '/startupz']);

/**
 * Holds a service's port while the parts that it stands on are not there yet: `/livez` is 200, `/readyz` and
 * `/startupz` are 503 with what is waited for, everything else is a 503 problem.
 */
export class WaitingRoom {
  private readonly waiting = new Map<string, string>();

  private constructor(
    private readonly server: Server,
    private readonly logger: LoggerService,
    private readonly stopping: AbortSignal,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.answer(request, response));
  }

  static async open({ host, port }: Place, logger: LoggerService, stopping: AbortSignal): Promise<WaitingRoom> {
    const room = new WaitingRoom(createServer(), logger, stopping);
    await new Promise<void>((resolve, reject) => room.server.once('error', reject).listen(port, host, resolve));
    return room;
  }

  /** The port that was asked for, or the free one that 0 has found. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Tries again with growing pauses, up to five seconds, until it is there. Rejects only when the start is given up. */
  async waitFor<T>({ name, address, connect }: AwaitedPart<T>): Promise<T> {
    const policy = retry(handleAll, { maxAttempts: Infinity, backoff: new ExponentialBackoff({ initialDelay: 200, maxDelay: 5000 }) });
    policy.onFailure(({ reason }) => {
      const why = 'error' in reason ? String(reason.error) : 'no answer';
      this.waiting.set(name, `waiting for ${address}: ${why}`);
      this.logger.warn(`waiting for ${name} at ${address}: ${why}`);
    });
    this.waiting.set(name, `waiting for ${address}`);
    const connected = await policy.execute(connect, this.stopping);
    this.waiting.delete(name);
    return connected;
  }

  /** Frees the port for the service itself. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    // An answer that is being written gets its moment; idle keep-alive connections would hold the port for ever.
    this.server.closeIdleConnections();
    await Promise.race([closed, sleep(1000, undefined, { ref: false })]);
    this.server.closeAllConnections();
    await closed;
  }

  private answer({ url = '/' }: IncomingMessage, response: ServerResponse): void {
    const path = url.split('?', 1)[0] ?? '/';
    if (path === '/livez') return send(response, 200, 'application/json', { status: 'ok' });
    const checks = [...this.waiting].map(([name, reason]) => ({ name, status: 'unavailable', reason }));
    if (probes.has(path)) return send(response, 503, 'application/json', { status: 'unavailable', checks });
    send(response, 503, problemType, problemOf('service-starting', 503, 'the service waits for parts that it stands on', { checks }));
  }
}

const send = (response: ServerResponse, status: number, type: string, body: object): void => {
  const headers = { 'content-type': type, connection: 'close', ...(status === 503 ? { 'retry-after': '1' } : {}) };
  response.writeHead(status, headers).end(JSON.stringify(body));
};
