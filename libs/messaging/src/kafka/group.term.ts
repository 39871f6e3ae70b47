import type { EachBatchPayload, TopicOffsets } from 'kafkajs';
import { PartitionIntake } from './partition.intake.js';

export type GroupTermOptions = Readonly<{
  /** Ends every term. */
  stopping: AbortSignal;
  /** Makes durable what was done. Rejects never; when the signal aborts nobody knows whether it is. */
  flush: (signal: AbortSignal) => Promise<void>;
  /** An offset could not be committed; it is tried again. */
  refused: (error: unknown) => void;
  /** Partitions have come nearer to their end. */
  moved: (intakes: readonly PartitionIntake[]) => void;
}>;

const settleEveryMs = 300;
const settleEveryRecords = 500;
const heartbeatMs = 1000;
/** Both together are less than the group waits for a member that rejoins. */
const handlersMs = 20_000;
const lastSettleMs = 4000;

/** From one join of a group to the next: offsets that were taken in one term are never committed in another. */
export class GroupTerm {
  private readonly ended = new AbortController();
  private readonly intakes = new Map<string, PartitionIntake>();
  private readonly working = new Set<Promise<void>>();
  private settling: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private unsettled = 0;
  private member: Pick<EachBatchPayload, 'heartbeat' | 'commitOffsetsIfNecessary'> | null = null;
  /** No task of this term begins after it. */
  readonly signal: AbortSignal;

  constructor(private readonly options: GroupTermOptions) {
    this.signal = AbortSignal.any([options.stopping, this.ended.signal]);
  }

  /** The partition that the batch is from. */
  intakeOf({ batch, heartbeat, commitOffsetsIfNecessary }: EachBatchPayload): PartitionIntake {
    this.member = { heartbeat, commitOffsetsIfNecessary };
    const { topic, partition } = batch;
    const slot = `${topic}/${partition}`;
    const first = Number(batch.messages[0]?.offset ?? 0);
    const known = this.intakes.get(slot);
    // A topic that was made anew begins below.
    if (known !== undefined && known.taken < first) return known;
    const intake = new PartitionIntake(topic, partition, first);
    this.intakes.set(slot, intake);
    return intake;
  }

  /** `run` answers whether the record is done; it does not reject. */
  begin(intake: PartitionIntake, offset: number, run: () => Promise<boolean>): Promise<void> {
    intake.begin(offset);
    const work = run().then((done) => {
      if (done) this.finished(intake, offset);
    });
    this.working.add(work);
    return work.finally(() => this.working.delete(work));
  }

  /** What was taken may count as done: soon it is committed. */
  moves(): void {
    this.unsettled += 1;
    if (this.ended.signal.aborted) return;
    this.timer ??= setTimeout(() => void this.settle(this.signal), settleEveryMs);
    if (this.unsettled >= settleEveryRecords) void this.settle(this.signal);
  }

  /** Nothing begins any more; what waits is broken off. */
  end(): void {
    this.ended.abort();
  }

  /** Waits for the handlers at work, so that nobody else begins with their keys before, and commits what is done. */
  async leave(): Promise<void> {
    this.end();
    const beat = setInterval(() => void this.member?.heartbeat().catch(() => undefined), heartbeatMs);
    const patience = AbortSignal.timeout(handlersMs);
    await Promise.race([Promise.all(this.working), aborted(patience)]);
    const last = AbortSignal.timeout(lastSettleMs);
    await Promise.race([this.settle(last), aborted(last)]);
    clearInterval(beat);
  }

  private finished(intake: PartitionIntake, offset: number): void {
    intake.finish(offset);
    this.moves();
  }

  private settle(signal: AbortSignal): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.unsettled = 0;
    this.settling = this.settling.then(() => this.settleOnce(signal)).catch((error: unknown) => this.again(error));
    return this.settling;
  }

  private async settleOnce(signal: AbortSignal): Promise<void> {
    const intakes: readonly Due[] = [...this.intakes.values()].map((intake) => ({ intake, next: intake.next }));
    const due = intakes.filter(({ intake, next }) => next > intake.committed);
    if (due.length === 0 || signal.aborted) return;
    // The effects' own memory first: what is lost between the two comes again and is known.
    await this.options.flush(signal);
    if (signal.aborted) return;
    await this.member?.commitOffsetsIfNecessary({ topics: offsetsOf(due) });
    for (const { intake, next } of due) intake.committed = next;
    this.options.moved(due.map(({ intake }) => intake));
  }

  private again(error: unknown): void {
    if (this.signal.aborted) return;
    this.options.refused(error);
    this.moves();
  }
}

type Due = Readonly<{ intake: PartitionIntake; next: number }>;

const offsetsOf = (due: readonly Due[]): TopicOffsets[] => {
  const topics = [...new Set(due.map(({ intake }) => intake.topic))];
  return topics.map((topic) => ({
    topic,
    partitions: due.flatMap(({ intake, next }) => (intake.topic === topic ? [{ partition: intake.partition, offset: String(next) }] : [])),
  }));
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
