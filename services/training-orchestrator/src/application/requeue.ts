import { Inject, Injectable } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import type { RunCommand } from '../domain/run.commands.js';
import type { RequeueReason } from '../domain/run.events.js';
import { RunHandler, type RunOutcome } from './run.handler.js';

export const MAX_ATTEMPTS = Symbol.for('daybook.run-max-attempts');

export type LostAttempt = Readonly<{ runId: string; attempt: number; reason: RequeueReason; message: string; logTail?: readonly string[] }>;

/** Puts the run of a lost attempt back into the queue, or fails it when its attempts are used up. */
@Injectable()
export class Requeue {
  private written = 0;

  constructor(
    private readonly runs: RunHandler,
    @Inject(MAX_ATTEMPTS) private readonly maxAttempts: number,
  ) {}

  attempt({ runId, logTail = [], ...lost }: LostAttempt, context: CommandContext): Promise<RunOutcome> {
    const data = { ...lost, logTail, maxAttempts: this.maxAttempts, at: this.runs.now() };
    return this.execute(runId, { type: 'RequeueRun', data }, context);
  }

  /** The engine works on the attempt no longer: it was told to cancel it, or it gave it up by itself. */
  released(runId: string, attempt: number, context: CommandContext): Promise<RunOutcome> {
    const data = { attempt, maxAttempts: this.maxAttempts, at: this.runs.now() };
    return this.execute(runId, { type: 'RecordCanceled', data }, context);
  }

  /** Where in the log this process has put a run back last: a queue that is read earlier does not have the oldest run. */
  position(): number {
    return this.written;
  }

  private async execute(runId: string, command: RunCommand, context: CommandContext): Promise<RunOutcome> {
    const outcome = await this.runs.execute(runId, command, context);
    this.written = Math.max(this.written, outcome.position);
    return outcome;
  }
}
