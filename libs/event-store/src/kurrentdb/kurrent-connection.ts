import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { EventStoreUnavailable } from '../event-store.errors.js';
import { closeClient, openClient } from './kurrent-client.js';
import { exceptionOf } from './server.exception.js';

/** A client that fails is not replaced before this age; doubled while none works, for each leaves some memory behind. */
const leastAgeMs = 200;
const mostAgeMs = 10_000;
/** A dead connection is found out after the client's 10 s between pings and this wait for the answer. */
const pingTimeoutMs = 5_000;

/**
 * The client that everybody uses, replaced where it proves bad. grpc-js shares sockets and reconnect delays (up to two
 * minutes) among channels of equal options, so every client gets a ping timeout of its own and with it a fresh socket.
 */
export class KurrentConnection {
  /** Of all connections of the process, so that no two have the same ping timeout. */
  private static clients = 0;
  private openedAt = 0;
  private ageMs = leastAgeMs;
  private opened: KurrentDBClient | null = null;
  private closed = false;

  constructor(private readonly connectionString: string) {}

  /** @throws EventStoreUnavailable once it is closed */
  client(): KurrentDBClient {
    if (this.closed) throw new EventStoreUnavailable('it is closed');
    if (this.opened === null) {
      KurrentConnection.clients += 1;
      this.openedAt = Date.now();
      this.opened = openClient(this.settings());
    }
    return this.opened;
  }

  /** The next one who asks gets another client; what the bad one has under way fails. */
  condemn(client: KurrentDBClient, error: unknown): void {
    // From a follower the client goes to the leader by itself, and another one would begin at the follower again.
    if (exceptionOf(error) === 'not-leader') return;
    if (client !== this.opened || Date.now() - this.openedAt < this.ageMs) return;
    this.ageMs = Math.min(this.ageMs * 2, mostAgeMs);
    this.opened = null;
    closeClient(client).catch(() => undefined);
  }

  /** The server has answered. */
  works(): void {
    this.ageMs = leastAgeMs;
  }

  async close(): Promise<void> {
    this.closed = true;
    const client = this.opened;
    this.opened = null;
    if (client !== null) await closeClient(client);
  }

  /** The caller's own setting is kept. */
  private settings(): string {
    const { connectionString } = this;
    if (/[?&]keepAliveTimeout=/i.test(connectionString)) return connectionString;
    return `${connectionString}${connectionString.includes('?') ? '&' : '?'}keepAliveTimeout=${pingTimeoutMs + (KurrentConnection.clients % 1000)}`;
  }
}
