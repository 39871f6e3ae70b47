import type { EngineReport } from '@daybook/contracts';
import { EngineLinkLost } from '../messaging.errors.js';
import type { EngineReportSender } from '../messaging.port.js';
import type { FactRecord } from './fact.record.js';
import type { RecordProducer } from './record-producer.js';

/** Reports that may wait for the broker before whoever reports has to wait, too. */
const window = 256;
const mostAtOnce = 100;
const drainWithinMs = 5000;

/**
 * An engine's reports to Kafka, in the order in which they were made. While the broker is away they wait here and the
 * work goes on, until so many wait that the work has to.
 */
export class KafkaEngineChannel implements EngineReportSender {
  private readonly outbox: FactRecord[] = [];
  private readonly roomWaiters: (() => void)[] = [];
  private readonly stopping = new AbortController();
  private sending: Promise<void> | null = null;
  private open = true;

  constructor(
    private readonly producer: RecordProducer,
    private readonly topic: string,
  ) {}

  /** Resolves when the report has its place in the order. @throws EngineLinkLost once the channel is closed */
  async send(report: EngineReport): Promise<void> {
    if (!this.open) throw new EngineLinkLost();
    // One that is late says nothing: the next comes soon.
    if (report.type === 'heartbeat' && this.outbox.length > 0) return;
    while (this.outbox.length >= window) await new Promise<void>((resolve) => this.roomWaiters.push(resolve));
    this.outbox.push(recordOf(report));
    this.sending ??= this.drain().finally(() => (this.sending = null));
  }

  /** Gives what waits a few seconds to be sent. */
  async close(): Promise<void> {
    this.open = false;
    const timer = setTimeout(() => this.stopping.abort(), drainWithinMs);
    await this.sending;
    clearTimeout(timer);
    await this.producer.close();
  }

  private async drain(): Promise<void> {
    while (this.outbox.length > 0) {
      const messages = this.outbox.slice(0, mostAtOnce);
      if (!(await this.producer.send([{ topic: this.topic, messages }], this.stopping.signal))) return;
      this.outbox.splice(0, messages.length);
      for (const wake of this.roomWaiters.splice(0)) wake();
    }
  }
}

const recordOf = (report: EngineReport): FactRecord => ({
  key: keyOf(report),
  value: JSON.stringify(report),
  headers: { 'daybook-type': report.type, 'daybook-engine': report.engineId, 'content-type': 'application/json' },
});

const keyOf = (report: EngineReport): string => {
  if ('runId' in report) return report.runId;
  return 'deploymentId' in report ? report.deploymentId : report.engineId;
};
