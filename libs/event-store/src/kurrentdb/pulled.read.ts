import type { ClientReadableStream } from '@grpc/grpc-js';
import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { ReadReq, ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { openRead } from './kurrent-client.js';

/** The answers to one read, pulled: the server is held back while nobody takes them. */
export class PulledRead {
  private source: ClientReadableStream<ReadResp> | null = null;
  private failure: unknown = null;
  private ended = false;
  private wake: () => void = () => undefined;

  constructor(client: KurrentDBClient, request: ReadReq, requiresLeader: boolean) {
    openRead(client, request, requiresLeader).then(
      (source) => this.attach(source),
      (error: unknown) => this.fail(error),
    );
  }

  /** The next answer that is here already, or null. */
  take(): ReadResp | null {
    return (this.source?.read() as ReadResp | null | undefined) ?? null;
  }

  /** Waits for more: `end` after the last answer, `late` when the server says nothing for so long. @throws what broke the read */
  async more(timeoutMs: number): Promise<'more' | 'end' | 'late'> {
    if (this.failure === null && !this.ended && !(await this.woken(timeoutMs))) return 'late';
    if (this.failure !== null) throw this.failure;
    return this.ended ? 'end' : 'more';
  }

  /** Nothing comes any more; who waits is told so by an error. */
  cancel(reason: Error = new Error('the read was given up')): void {
    this.fail(reason);
    this.source?.cancel();
  }

  private attach(source: ClientReadableStream<ReadResp>): void {
    source.on('error', (error) => this.fail(error));
    if (this.failure !== null) return source.cancel();
    this.source = source;
    source.on('readable', () => this.wake());
    source.on('end', () => {
      this.ended = true;
      this.wake();
    });
    this.wake();
  }

  private woken(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.wake();
  }
}
