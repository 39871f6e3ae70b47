/** Waits for something without keeping others from working: the turn is given away, and taken again afterwards. */
export type Rest = (pause: Promise<void>) => Promise<void>;
type Task<T = void> = (rest: Rest) => Promise<T>;

/**
 * Runs tasks of one key one after the other and tasks of different keys side by side. Tasks must not reject. One that
 * rests keeps its key waiting, and nothing else.
 */
export class KeyedLanes {
  private readonly lanes = new Map<string, Task[]>();
  /** Whatever may go on, in the order in which it could. */
  private readonly ready: (() => void)[] = [];
  private readonly roomWaiters: (() => void)[] = [];
  private idleWaiters: (() => void)[] = [];
  private running = 0;
  private unfinished = 0;

  constructor(
    private readonly concurrency: number,
    private readonly capacity: number,
  ) {}

  /** Tasks that have not ended. */
  get size(): number {
    return this.unfinished;
  }

  /** Resolves when there was room for it: a producer that awaits this never runs ahead by more than the capacity. */
  async submit(key: string, task: Task): Promise<void> {
    while (this.unfinished >= this.capacity) await new Promise<void>((resolve) => this.roomWaiters.push(resolve));
    this.enqueue(key, task);
  }

  /** Answers what the task answers; takes its turn within the key, without waiting for room. */
  run<T>(key: string, task: Task<T>): Promise<T> {
    return new Promise((resolve, reject) => this.enqueue(key, (rest) => task(rest).then(resolve, reject)));
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    if (this.unfinished > 0) await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
  }

  private enqueue(key: string, task: Task): void {
    this.unfinished += 1;
    const lane = this.lanes.get(key);
    if (lane !== undefined) {
      lane.push(task);
      return;
    }
    this.lanes.set(key, [task]);
    this.ready.push(() => this.begin(key));
    this.fill();
  }

  private fill(): void {
    while (this.running < this.concurrency) {
      const next = this.ready.shift();
      if (next === undefined) return;
      this.running += 1;
      next();
    }
  }

  private begin(key: string): void {
    const task = this.lanes.get(key)?.[0];
    void task?.(this.rest).finally(() => this.finished(key));
  }

  private readonly rest: Rest = async (pause) => {
    this.running -= 1;
    this.fill();
    await pause;
    await new Promise<void>((resolve) => {
      this.ready.push(resolve);
      this.fill();
    });
  };

  private finished(key: string): void {
    this.running -= 1;
    this.unfinished -= 1;
    const lane = this.lanes.get(key);
    lane?.shift();
    // To the end of the queue, so that a busy key does not keep its place for ever.
    if (lane !== undefined && lane.length > 0) this.ready.push(() => this.begin(key));
    else this.lanes.delete(key);
    this.roomWaiters.shift()?.();
    this.fill();
    if (this.unfinished > 0) return;
    const waiters = this.idleWaiters;
    this.idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
