import { Inject, Injectable } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import type { RequeueReason } from '../domain/run.events.js';
import { RunHandler } from './run.handler.js';

export const MAX_ATTEMPTS = Symbol.for('daybook.run-max-attempts');

/** Puts the run of a lost attempt back into the queue, or fails it when its attempts are used up. */
@Injectable()
export class Requeue {
  constructor(
    private readonly runs: RunHandler,
    @Inject(MAX_ATTEMPTS) private readonly maxAttempts: number,
  ) {}

  async attempt(
    runId: string,
    attempt: number,
    reason: RequeueReason,
    message: string,
    context: CommandContext,
    logTail: readonly string[] = [],
  ): Promise<void> {
    const { maxAttempts } = this;
    const data = { attempt, reason, message, logTail, maxAttempts, at: this.runs.now() };
    await this.runs.execute(runId, { type: 'RequeueRun', data }, context);
  }
}
