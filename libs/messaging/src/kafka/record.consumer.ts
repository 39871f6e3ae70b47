import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { KeyedLanes, type Rest } from '../consumer/keyed-lanes.js';
import { PauseGate } from '../consumer/pause-gate.js';
import { AssignedPartitions } from './assigned.partitions.js';
import type { Assignment } from './consumer.life.js';
import { GroupMember } from './group.member.js';
import { GroupTerm } from './group.term.js';
import type { PartitionIntake } from './partition.intake.js';

/** What is to be done about one record; tasks of one lane run one after the other. Answers whether it is done, so that it need not come again. */
export type RecordTask = Readonly<{ lane: string; run: (signal: AbortSignal, rest: Rest) => Promise<boolean> }>;

export type RecordConsumerOptions = Readonly<{
  kafka: Kafka;
  groupId: string;
  topics: readonly string[];
  logger: LoggerService;
  /** Lanes at work at the same time. */
  concurrency: number;
  /** Records of one partition that are taken and not done, 1000 when absent; then the partition has to wait. */
  capacity?: number;
  /** Null for a record that is none of this consumer's business. Never throws. */
  take: (topic: string, record: KafkaMessage, partition: number) => RecordTask | null;
  /** Makes durable what tasks have done, for as long as the signal allows; only then offsets move. */
  flush: (signal: AbortSignal) => Promise<void>;
  /** The group has given out its partitions anew; records of this term are taken once it has resolved. Never rejects. */
  joined: () => Promise<void>;
}>;

const defaultCapacity = 1000;
const retryMs = 1000;

/**
 * A member of a consumer group: from the beginning, at least once, in order per lane. A lane that waits holds up nobody
 * else: more is taken meanwhile, up to the capacity, and offsets move up to the first record that is not done. Before the
 * group gives out its partitions anew, handlers at work are waited for, and tasks between two tries are broken off; they
 * come again, here or elsewhere.
 */
export class RecordConsumer {
  readonly lanes: KeyedLanes;
  readonly partitions = new AssignedPartitions();
  private readonly member: GroupMember;
  private readonly gate = new PauseGate();
  private readonly stopping = new AbortController();
  private readonly full = new Set<PartitionIntake>();
  private term: GroupTerm | null = null;
  private isSettled = false;
  private isPaused = false;
  private complaint = '';

  constructor(private readonly options: RecordConsumerOptions) {
    const { kafka, groupId, topics, logger, concurrency } = options;
    this.lanes = new KeyedLanes(concurrency, Infinity);
    this.member = new GroupMember({
      ...{ kafka, groupId, topics, logger },
      take: (payload) => this.takeFrom(payload),
      joined: (assignment) => void this.joined(assignment),
      left: () => this.term?.end(),
      leave: async () => this.term?.leave(),
    });
  }

  get groupId(): string {
    return this.options.groupId;
  }

  get topics(): readonly string[] {
    return this.options.topics;
  }

  /** Records of this process's partitions that are not done, as far as the broker has told. */
  get lag(): number {
    return this.partitions.lag;
  }

  /** Why it gets no records, null while it does. */
  get halted(): string | null {
    return this.member.halted;
  }

  get paused(): boolean {
    return this.isPaused;
  }

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Resolves when it has joined its group; a broker that is away is waited for. */
  start(): Promise<void> {
    return this.member.join();
  }

  pause(): void {
    this.isPaused = true;
    this.gate.close();
    this.fetchOrNot();
  }

  resume(): void {
    this.isPaused = false;
    this.gate.reopen();
    this.fetchOrNot();
  }

  /** What is done by then is committed: the client drops commits while it disconnects. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.fetchOrNot();
    await this.term?.leave();
    await this.member.disconnect();
    await this.lanes.idle();
  }

  private async joined(assignment: Assignment): Promise<void> {
    const term = new GroupTerm({
      stopping: this.stopping.signal,
      flush: (signal) => this.options.flush(signal),
      refused: (error) => this.complain(error),
      moved: (intakes) => intakes.forEach(({ topic, partition, committed }) => this.partitions.reach(topic, partition, committed, 0)),
    });
    this.term = term;
    this.partitions.assign(assignment);
    this.full.clear();
    this.isSettled = false;
    this.fetchOrNot();
    await this.options.joined();
    if (this.term !== term) return;
    this.isSettled = true;
    this.fetchOrNot();
  }

  private fetchOrNot(): void {
    this.member.fetches(this.isSettled && !this.isPaused && !this.stopping.signal.aborted);
  }

  private takeFrom(payload: EachBatchPayload): void {
    const { batch, resolveOffset } = payload;
    const { term } = this;
    if (term === null || term.signal.aborted || this.isPaused || !this.isSettled) return;
    const capacity = capacityOf(this.options);
    const intake = term.intakeOf(payload);
    this.partitions.reach(batch.topic, batch.partition, intake.committed, Number(batch.highWatermark));
    for (const record of batch.messages) {
      if (intake.unfinished >= capacity) {
        payload.pause();
        this.full.add(intake);
        return;
      }
      this.take(term, intake, record);
      resolveOffset(record.offset);
    }
    intake.pass(Number(batch.lastOffset()));
    term.moves();
  }

  private take(term: GroupTerm, intake: PartitionIntake, record: KafkaMessage): void {
    const offset = Number(record.offset);
    const task = this.options.take(intake.topic, record, intake.partition);
    if (task === null) return intake.pass(offset);
    const run = (): Promise<boolean> => this.lanes.run(task.lane, (rest) => this.carryOut(task, term.signal, rest));
    void term.begin(intake, offset, run).then(() => this.makeRoom(intake, capacityOf(this.options) / 2));
  }

  private async carryOut(task: RecordTask, signal: AbortSignal, rest: Rest): Promise<boolean> {
    for (;;) {
      await this.gate.pass(signal);
      if (signal.aborted) return false;
      try {
        return await task.run(signal, rest);
      } catch (error) {
        this.complain(error);
        await rest(sleep(retryMs, undefined, { signal }).catch(() => undefined));
      }
    }
  }

  private makeRoom(intake: PartitionIntake, few: number): void {
    if (intake.unfinished <= few && this.full.delete(intake)) this.member.resume(intake.topic, intake.partition);
  }

  private complain(error: unknown): void {
    const what = `${this.options.groupId} tries again what failed: ${String(error)}`;
    if (what !== this.complaint) this.options.logger.warn(what);
    this.complaint = what;
  }
}

const capacityOf = ({ capacity = defaultCapacity }: RecordConsumerOptions): number => capacity;
