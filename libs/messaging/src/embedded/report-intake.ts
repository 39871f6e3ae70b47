import type { LoggerService } from '@nestjs/common';
import { v5 as uuidV5 } from 'uuid';
import type { EngineReport } from '@daybook/contracts';
import type { DeadLetter, DeadLetters } from '../consumer/dead-letters.port.js';
import { failureOf } from '../consumer/failure.js';
import { MalformedEngineMessage } from '../messaging.errors.js';
import { parseEngineReport } from '../validation/engine-message.parser.js';
import { RecentReports } from '../consumer/recent-reports.js';

/** Consumer under which reports stand that nobody could read. */
export const engineLinkConsumer = 'engine-link';
const namespace = '5f0b7f43-1a39-5c0e-8a2e-0c5f2f0f7d11';

/** The edge where engine reports come in: checks their shape, drops repetitions, passes the rest on. */
export class ReportIntake {
  private readonly recent = new RecentReports();

  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly pass: (report: EngineReport) => Promise<void>,
    private readonly logger: LoggerService,
  ) {}

  async accept(raw: unknown, engineId: string): Promise<void> {
    try {
      const report = parseEngineReport(raw);
      if (report.engineId !== engineId) {
        throw new MalformedEngineMessage([{ field: '/engineId', message: `must be ${engineId}, the engine that sent it` }]);
      }
      if (this.recent.admit(report)) await this.pass(report);
    } catch (error) {
      if (!(error instanceof MalformedEngineMessage)) throw error;
      this.logger.error(`engine ${engineId} sent a malformed report: ${error.message}`);
      await this.deadLetters.add(malformedLetter(raw, engineId, error));
    }
  }

  /** Gives a dead letter another chance. @throws MalformedEngineMessage */
  async retry({ message }: DeadLetter): Promise<void> {
    await this.pass(parseEngineReport(message.payload));
  }
}

const malformedLetter = (payload: unknown, engineId: string, error: MalformedEngineMessage): DeadLetter => {
  const at = new Date().toISOString();
  // By its content, so that an engine that repeats itself does not fill the disk.
  const id = uuidV5(`${engineId}\n${JSON.stringify(payload)}`, namespace);
  return {
    id,
    consumer: engineLinkConsumer,
    message: {
      id,
      kind: 'engine-report',
      type: 'malformed',
      topic: 'engine-reports',
      key: engineId,
      position: null,
      payload,
      onFailure: 'set-aside',
    },
    reason: 'malformed',
    failure: failureOf(error),
    attempts: 1,
    firstAt: at,
    lastAt: at,
  };
};
