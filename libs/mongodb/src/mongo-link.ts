import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Model, Schema } from 'mongoose';
import pTimeout, { TimeoutError } from 'p-timeout';
import { watchHeartbeats } from './heartbeat.watch.js';
import { connectMongo } from './mongo-connection.js';
import { MongoUnavailable } from './mongo.errors.js';
import { isOutage } from './outage.js';

export type MongoLinkOptions = Readonly<{
  /** A server that does not answer is waited for so long, in ms: an operation fails after it, or twice it where it was tried again. */
  timeoutMs?: number;
  /** The error of questions that name no other. */
  unavailable?: Unavailable;
}>;
/** The error that a port promises for a server which is away, or does not answer in time. */
export type Unavailable = new (cause: unknown) => Error;

const defaultTimeoutMs = 5000;
/** The driver's default, for which a server may also keep a check. */
const heartbeatMs = 10_000;
const retryMs = 500;

/** mongoose's connection to one database; where its client hangs, another takes its place. */
export class MongoLink {
  private current: Connection | null = null;
  private replacing: Promise<void> | null = null;
  private closed = false;

  private constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
    private readonly unavailable: Unavailable,
  ) {}

  /** The URL names the database. @throws MongoUnavailable, or the other error of the options; the driver's own for a URL that it refuses */
  static async connect(url: string, options: MongoLinkOptions = {}): Promise<MongoLink> {
    const { timeoutMs = defaultTimeoutMs, unavailable = MongoUnavailable } = options;
    const link = new MongoLink(url, timeoutMs, unavailable);
    await link.ask(async () => (link.current = await link.open()));
    return link;
  }

  /** Ask for it each time: what was made on an earlier one may not reach the server any more. */
  get connection(): Connection {
    if (this.current === null) throw new Error('there is no connection yet');
    return this.current;
  }

  /** The model of that name on the present connection. */
  model<Row>(name: string, schema: Schema<Row>, collection: string): Model<Row> {
    const { connection } = this;
    return (connection.models[name] as Model<Row> | undefined) ?? connection.model<Row>(name, schema, collection);
  }

  /** What the operation answers. @throws `Unavailable` when the server is away or does not answer in time */
  async ask<Answer>(operation: () => Promise<Answer>, Unavailable = this.unavailable): Promise<Answer> {
    const asked = this.current;
    try {
      // Twice the time to select a server and the time to hear from it.
      return await pTimeout(operation(), { milliseconds: 4 * this.timeoutMs });
    } catch (error) {
      const isOverdue = error instanceof TimeoutError;
      // The driver should have given up long before: it hangs.
      if (isOverdue && asked !== null) this.replace(asked);
      throw isOverdue || isOutage(error) ? new Unavailable(error) : error;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.replacing;
    await this.current?.close();
  }

  private replace(hung: Connection): void {
    if (this.closed || this.current !== hung || this.replacing !== null) return;
    this.replacing = this.renew(hung).finally(() => (this.replacing = null));
  }

  private async renew(hung: Connection): Promise<void> {
    while (!this.closed) {
      try {
        this.current = await this.open();
        // May take as long as what hangs in it.
        void hung.destroy(true).catch(() => {});
        return;
      } catch {
        await sleep(retryMs);
      }
    }
  }

  private open(): Promise<Connection> {
    const limits = { polled: 3 * this.timeoutMs, awaited: heartbeatMs + 3 * this.timeoutMs };
    return connectMongo(this.url, this.timeoutMs, (connection) =>
      watchHeartbeats(connection.getClient(), limits, () => this.replace(connection)),
    );
  }
}
