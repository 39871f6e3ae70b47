import { fork, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isFinal, type TrainerOrder, type TrainerReport } from './trainer.messages.js';

const trainerPath = fileURLToPath(new URL('./trainer.main.js', import.meta.url));
const logTailLines = 50;

export type AttemptOptions = Readonly<{
  order: Extract<TrainerOrder, { type: 'train' }>;
  report: (report: TrainerReport) => void;
  /** How long a canceled attempt may take to stop by itself. */
  cancelGraceMs: number;
  /** The program of the process; that of the builtin driver when absent. */
  program?: string;
}>;

/** One attempt at a run, in a process of its own: whatever it does to memory or CPU ends with it. */
export class AttemptProcess {
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private readonly logTail: string[] = [];
  private said = false;
  private canceled = false;
  private killTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: AttemptOptions) {
    this.child = fork(options.program ?? trainerPath, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: trainerFlags() });
    if (this.child.pid !== undefined) yieldToOthers(this.child.pid);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.remember(line));
    }
    this.child.on('message', (report: TrainerReport) => this.pass(report));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.onEnd(code, signal);
        resolve();
      });
    });
    this.child.once('error', (error) => this.remember(error.message));
    this.order(options.order);
  }

  cancel(): void {
    if (this.canceled) return;
    this.canceled = true;
    this.order({ type: 'cancel' });
    this.killTimer = setTimeout(() => this.kill(), this.options.cancelGraceMs);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private order(order: TrainerOrder): void {
    // A process that is gone says so by 'close'.
    if (this.child.connected) this.child.send(order, () => undefined);
  }

  private pass(report: TrainerReport): void {
    if (this.said) return;
    if (report.type === 'log') this.remember(report.line);
    this.said = isFinal(report);
    this.options.report(report.type === 'failed' ? { ...report, logTail: this.logTail } : report);
  }

  private onEnd(code: number | null, signal: NodeJS.Signals | null): void {
    clearTimeout(this.killTimer);
    if (this.said) return;
    if (this.canceled) return this.pass({ type: 'canceled' });
    this.pass({
      type: 'crashed',
      message: `the training process ended with ${signal ?? `exit code ${code}`}`,
      logTail: this.logTail,
    });
  }

  private remember(line: string): void {
    this.logTail.push(line);
    if (this.logTail.length > logTailLines) this.logTail.shift();
  }
}

/** Those of the engine, but not what keeps a process small that only waits. */
const trainerFlags = (): string[] => process.execArgv.filter((flag) => !flag.startsWith('--max-semi-space-size'));

/** Who asks waits for an answer, who trains does not: where the processors are short, the API goes first. */
const yieldToOthers = (pid: number): void => {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not let us: it trains all the same.
  }
};
