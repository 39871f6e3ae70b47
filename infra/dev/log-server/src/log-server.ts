import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import { appendCall } from './calls/append.call.js';
import { batchAppendCall } from './calls/batch-append.call.js';
import { deleteCall, tombstoneCall } from './calls/delete.call.js';
import { gossipCall } from './calls/gossip.call.js';
import { clientStream, responseStream, unary } from './calls/handlers.js';
import { readCall } from './calls/read.call.js';
import { supportedMethodsCall } from './calls/server-features.call.js';
import { EventLog } from './log/event-log.js';
import { gossipService, serverFeaturesService, streamsService } from './protocol/messages.js';

export type LogServerOptions = Readonly<{
  /** Made when it is missing; one server at a time has it. */
  dataDirectory: string;
  host?: string;
  /** 0 for a free one. */
  port?: number;
  /** Of all events of one append together. */
  mostAppendBytes?: number;
}>;

const mostMessageBytes = 32 * 1024 * 1024;
const graceMs = 2000;

/** For development and tests only: the SQLite log behind the KurrentDB protocol, without authentication, TLS or a cluster. */
export class LogServer {
  private readonly closing = new AbortController();

  private constructor(
    private readonly log: EventLog,
    private readonly server: grpc.Server,
    readonly host: string,
    private boundPort: number,
  ) {}

  /** @throws EventStoreLocked, EventStoreFormatUnknown, and when the port is taken */
  static async start({ dataDirectory, host = '127.0.0.1', port = 0, mostAppendBytes = 1024 * 1024 }: LogServerOptions): Promise<LogServer> {
    mkdirSync(dataDirectory, { recursive: true });
    const log = await EventLog.open(join(dataDirectory, 'log.db'));
    const server = new grpc.Server({ 'grpc.max_receive_message_length': mostMessageBytes });
    const logServer = new LogServer(log, server, host, port);
    logServer.serve(mostAppendBytes);
    try {
      logServer.boundPort = await bound(server, `${host}:${port}`);
    } catch (error) {
      await log.close();
      throw error;
    }
    return logServer;
  }

  get port(): number {
    return this.boundPort;
  }

  /** For clients: `kurrentdb://127.0.0.1:2113?tls=false`. */
  get connectionString(): string {
    return `kurrentdb://${this.host}:${this.port}?tls=false`;
  }

  /** Lets running appends finish, ends subscriptions and closes the log. */
  async close(): Promise<void> {
    this.closing.abort();
    await new Promise<void>((resolve) => {
      // Who has gone without a word never closes its side: after the grace nobody waits for it.
      const force = setTimeout(() => {
        this.server.forceShutdown();
        resolve();
      }, graceMs);
      this.server.tryShutdown(() => {
        clearTimeout(force);
        resolve();
      });
    });
    await this.log.close();
  }

  private serve(mostAppendBytes: number): void {
    const { log, server } = this;
    server.addService(streamsService.StreamsService, {
      append: clientStream(appendCall(log, mostAppendBytes)),
      batchAppend: responseStream(batchAppendCall(log, mostAppendBytes)),
      read: responseStream(readCall(log.reads, this.closing.signal)),
      delete: unary(deleteCall(log)),
      tombstone: unary(tombstoneCall(log)),
    });
    server.addService(serverFeaturesService.ServerFeaturesService, { getSupportedMethods: unary(supportedMethodsCall) });
    server.addService(gossipService.GossipService, { read: unary(gossipCall(randomUUID(), () => this)) });
  }
}

const bound = (server: grpc.Server, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, port) => (error === null ? resolve(port) : reject(error)));
  });
