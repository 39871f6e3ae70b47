import type { ClientReadableStream } from '@grpc/grpc-js';
import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { ReadReq, ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { openRead } from './kurrent-client.js';

const mostHeld = 512;
const mostHeldBytes = 4 * 1024 * 1024;

/** The answers to one read, pulled: so many are held for a reader that is busy, then the server is held back. */
export class PulledRead {
  private source: ClientReadableStream<ReadResp> | null = null;
  private held: ReadResp[] = [];
  private heldBytes = 0;
  private failure: unknown = null;
  private ended = false;
  private waking = false;
  private wake: () => void = () => undefined;

  constructor(client: KurrentDBClient, request: ReadReq, requiresLeader: boolean) {
    openRead(client, request, requiresLeader).then(
      (source) => this.attach(source),
      (error: unknown) => this.fail(error),
    );
  }

  /** The answers that are here already, in order; none when more have to be waited for. */
  take(limit: number): readonly ReadResp[] {
    const taken = this.held.splice(0, limit);
    this.heldBytes = this.held.reduce((sum, answer) => sum + bytesOf(answer), 0);
    this.fill();
    return taken;
  }

  /** Waits for more: `end` after the last answer, `late` when the server says nothing for so long. @throws what broke the read */
  async more(timeoutMs: number): Promise<'more' | 'end' | 'late'> {
    const decided = (): boolean => this.held.length > 0 || this.failure !== null || this.ended;
    if (!decided() && !(await this.woken(timeoutMs))) return 'late';
    if (this.held.length > 0) return 'more';
    if (this.failure !== null) throw this.failure;
    return this.ended ? 'end' : 'more';
  }

  /** Nothing comes any more; who waits is told so by an error. */
  cancel(reason?: Error): void {
    this.held = [];
    // Most reads have ended by then, and errors for nobody are not cheap.
    if (this.ended) return;
    this.fail(reason ?? new Error('the read was given up'));
    this.source?.cancel();
  }

  private attach(source: ClientReadableStream<ReadResp>): void {
    source.on('error', (error) => this.fail(error));
    if (this.failure !== null) return source.cancel();
    this.source = source;
    source.on('readable', () => this.fill());
    source.on('end', () => {
      this.ended = true;
      this.wake();
    });
    this.fill();
  }

  private fill(): void {
    while (this.source !== null && this.held.length < mostHeld && this.heldBytes < mostHeldBytes) {
      const answer = this.source.read() as ReadResp | null;
      if (answer === null) break;
      this.held.push(answer);
      this.heldBytes += bytesOf(answer);
    }
    if (this.held.length > 0 && !this.waking) this.wakeSoon();
  }

  /** After this turn of the event loop, in which more may come: grpc-js hands messages over one by one. */
  private wakeSoon(): void {
    this.waking = true;
    setImmediate(() => {
      this.waking = false;
      this.wake();
    });
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

const bytesOf = (answer: ReadResp): number => answer.getEvent()?.getEvent()?.getData().length ?? 0;
