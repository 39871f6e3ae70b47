import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, type Dispatcher } from 'undici';

/** The answer that somebody waits for. */
type Caller = { once(event: 'close', listener: () => void): unknown; readonly writableFinished: boolean };
type Options = Dispatcher.RequestOptions;
type Callback = (error: Error | null, data: Dispatcher.ResponseData) => void;

const connectTimeoutMs = 5000;

/**
 * The connections to all services. Nothing limits how long an answer may take once it has begun: a feed never ends.
 * When a caller goes away, so does the request that is made for it.
 */
export class UpstreamAgent {
  private readonly agent: Agent;
  private readonly callers = new AsyncLocalStorage<AbortSignal>();

  /** `answerTimeoutMs`: how long a service may take from the end of a request to the first byte of its answer. */
  constructor(answerTimeoutMs: number) {
    const connect = { timeout: connectTimeoutMs };
    this.agent = new Agent({ connect, headersTimeout: answerTimeoutMs, bodyTimeout: 0 });
  }

  /** Requests made within `run` end when the caller has gone. */
  onBehalfOf<T>(caller: Caller, run: () => T): T {
    const gone = new AbortController();
    caller.once('close', () => {
      if (!caller.writableFinished) gone.abort();
    });
    return this.callers.run(gone.signal, run);
  }

  /** The shape that `@fastify/reply-from` asks for. */
  readonly request = (options: Options, callback: Callback): void => {
    const signal = this.callers.getStore();
    const { headersTimeout: _its, bodyTimeout: _own, ...asked } = options;
    this.agent.request({ ...asked, ...(signal === undefined ? {} : { signal }) }, callback);
  };

  /** @throws what undici throws when there is no answer */
  ask(options: Options): Promise<Dispatcher.ResponseData> {
    const signal = options.signal ?? this.callers.getStore();
    return this.agent.request({ ...options, ...(signal === undefined ? {} : { signal }) });
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}
