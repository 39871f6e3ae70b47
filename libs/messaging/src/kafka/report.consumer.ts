import type { KafkaMessage } from 'kafkajs';
import type { EngineHeartbeat, EngineReport } from '@daybook/contracts';
import type { DeadLetters } from '../consumer/dead-letters.port.js';
import type { Rest } from '../consumer/keyed-lanes.js';
import { RecentReports } from '../consumer/recent-reports.js';
import { reportMessageOf } from '../consumer/report.message.js';
import { parseEngineReport } from '../validation/engine-message.parser.js';
import { GroupConsumer, type GroupConsumerOptions } from './group.consumer.js';
import { jsonOf } from './json.record.js';
import { malformedLetter } from './malformed.letter.js';
import type { RecordTask } from './record.consumer.js';

export type ReportConsumerOptions = GroupConsumerOptions &
  Readonly<{ consumer: string; handles: (type: string) => boolean; deadLetters: DeadLetters }>;

/** Applies what engines report, in order per attempt of a run or generation of a deployment. */
export class EngineReportConsumer extends GroupConsumer {
  private readonly recent = new RecentReports();

  constructor(private readonly its: ReportConsumerOptions) {
    super(its);
  }

  protected take(topic: string, record: KafkaMessage, partition: number): RecordTask | null {
    try {
      const report = parseEngineReport(jsonOf(record));
      // Heartbeats are heard apart, by every instance.
      if (report.type === 'heartbeat' || !this.its.handles(report.type)) return null;
      return { lane: reportMessageOf(report).key, run: (signal, rest) => this.apply(report, signal, rest) };
    } catch (error) {
      const letter = malformedLetter({ consumer: this.its.consumer, kind: 'engine-report', topic: 'engine-reports', partition }, record, error);
      this.its.logger.error(`${this.its.consumer}: a record of ${topic} is a dead letter: ${String(error)}`);
      return { lane: letter.message.key, run: async (signal) => (await this.stored(() => this.its.deadLetters.add(letter), signal)) !== undefined };
    }
  }

  protected async flush(): Promise<void> {
    // The effects carry attempt and sequence themselves; nothing else is kept.
  }

  protected async begin(): Promise<void> {
    // As above: what is remembered of earlier reports is only spared work.
  }

  private async apply(report: Exclude<EngineReport, EngineHeartbeat>, signal: AbortSignal, rest: Rest): Promise<boolean> {
    if (this.recent.has(report)) return true;
    const outcome = await this.stored(() => this.its.delivery.deliver(reportMessageOf(report), signal, rest), signal);
    if (outcome === undefined || outcome === 'interrupted') return false;
    // Only now: a report that was broken off comes again.
    this.recent.admit(report);
    return true;
  }
}
