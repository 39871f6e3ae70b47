import type grpc from '@grpc/grpc-js';
import type { EventLog } from '../log/event-log.js';
import type { streams } from '../protocol/messages.js';
import { batchFailure, batchSuccess } from '../protocol/batch-responses.js';
import { uuidOf } from '../protocol/identifiers.js';
import { requestsOf } from './handlers.js';
import { PendingAppend } from './pending-append.js';

type Call = grpc.ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/** Many appends over one stream: each has a correlation id, comes in one or more parts, and is answered when it is durable. */
export const batchAppendCall =
  (log: EventLog, mostBytes: number) =>
  async (call: Call): Promise<void> => {
    const batch = new BatchAppend(log, mostBytes, call);
    for await (const request of requestsOf<streams.BatchAppendReq>(call)) batch.receive(request);
    await batch.end();
    call.end();
  };

class BatchAppend {
  private readonly pending = new Map<string, PendingAppend>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly log: EventLog,
    private readonly mostBytes: number,
    private readonly call: Pick<Call, 'write'>,
  ) {}

  /** @throws InvalidRequest when there is no correlation id to answer to */
  receive(request: streams.BatchAppendReq): void {
    const correlationId = uuidOf(request.getCorrelationId());
    try {
      this.take(correlationId, request);
    } catch (error) {
      this.fail(correlationId, request, error);
    }
  }

  /** Resolves when every complete append has been answered; the others never will be. */
  async end(): Promise<void> {
    for (const append of this.pending.values()) append.drop();
    await Promise.all(this.running);
  }

  private take(correlationId: string, request: streams.BatchAppendReq): void {
    const options = request.getOptions();
    if (options !== undefined && !this.pending.has(correlationId)) {
      this.pending.set(correlationId, new PendingAppend(options, this.mostBytes, (error) => this.fail(correlationId, request, error)));
    }
    const append = this.pending.get(correlationId);
    if (append === undefined) return;
    append.add(request.getProposedMessagesList());
    if (!request.getIsFinal()) return;
    append.drop();
    this.pending.delete(correlationId);
    const answered = this.append(append, request).finally(() => this.running.delete(answered));
    this.running.add(answered);
  }

  private async append({ stream, events, expected }: PendingAppend, request: streams.BatchAppendReq): Promise<void> {
    try {
      const appended = await this.log.append(stream, events, expected);
      this.call.write(batchSuccess(request.getCorrelationId(), stream, appended));
    } catch (error) {
      this.call.write(batchFailure(request.getCorrelationId(), stream, error));
    }
  }

  private fail(correlationId: string, request: streams.BatchAppendReq, error: unknown): void {
    const append = this.pending.get(correlationId);
    append?.drop();
    this.pending.delete(correlationId);
    this.call.write(batchFailure(request.getCorrelationId(), append?.stream ?? '', error));
  }
}
