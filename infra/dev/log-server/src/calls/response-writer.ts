import { once } from 'node:events';
import type grpc from '@grpc/grpc-js';

/** Writes as fast as the client reads; `signal` aborts when the client is gone. */
export class ResponseWriter<T> {
  private readonly gone = new AbortController();

  constructor(private readonly call: grpc.ServerWritableStream<unknown, T>) {
    call.on('cancelled', () => this.gone.abort());
    call.on('close', () => this.gone.abort());
    call.on('error', () => this.gone.abort());
  }

  get signal(): AbortSignal {
    return this.gone.signal;
  }

  async write(message: T): Promise<void> {
    if (this.signal.aborted || this.call.write(message)) return;
    await once(this.call, 'drain', { signal: this.signal }).catch(ignoredWhenGone);
  }
}

/** Who has gone waits for nothing. */
const ignoredWhenGone = (error: unknown): void => {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
};
