import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { reactionCommandId } from '@daybook/event-store';
import type { LogLine } from '../domain/run-log.decider.js';
import { RunHandler } from './run.handler.js';

const flushMs = 1000;
const mostLines = 100;
const longestLine = 2000;

type Batch = Readonly<{ runId: string; attempt: number; engineId: string; lines: readonly LogLine[]; omitted: number }>;
export type SaidLine = Readonly<{ runId: string; attempt: number; engineId: string }> & LogLine;

/**
 * Collects what runs say, so that a talkative one costs the event log one append a second at most. What was said in the
 * last second is lost when the process is killed.
 */
@Injectable()
export class RunLogBuffer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RunLogBuffer.name);
  private readonly batches = new Map<string, Batch>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly runs: RunHandler) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flushAll(), flushMs);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flushAll();
  }

  /** The latest lines of a second are kept, and as much of each as a screen shows. */
  add({ runId, attempt, engineId, sequence, line, at }: SaidLine): void {
    const key = `${runId}/${attempt}`;
    const { lines, omitted } = this.batches.get(key) ?? { lines: [], omitted: 0 };
    const all = [...lines, { sequence, line: line.slice(0, longestLine), at }];
    const kept = all.slice(-mostLines);
    this.batches.set(key, { runId, attempt, engineId, lines: kept, omitted: omitted + all.length - kept.length });
  }

  /** To be awaited before the attempt ends, because an ended attempt has no say. */
  async flush(runId: string, attempt: number): Promise<void> {
    const key = `${runId}/${attempt}`;
    const batch = this.batches.get(key);
    if (batch === undefined) return;
    this.batches.delete(key);
    const { engineId, lines, omitted } = batch;
    const commandId = reactionCommandId(`${key}/${engineId}/${lines.at(-1)?.sequence}`, 'log');
    await this.runs.log(runId, { attempt, lines, omitted }, { actor: `engine:${engineId}`, correlationId: runId, commandId });
  }

  private async flushAll(): Promise<void> {
    for (const { runId, attempt } of [...this.batches.values()]) {
      await this.flush(runId, attempt).catch((error: unknown) => this.logger.warn(`log lines of ${runId} were lost: ${String(error)}`));
    }
  }
}
