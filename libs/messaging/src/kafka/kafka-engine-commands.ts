import type { EngineCommand } from '@daybook/contracts';
import { Turns } from '@daybook/event-store';
import { EngineUnreachable } from '../messaging.errors.js';
import type { EngineCommandSender } from '../messaging.port.js';
import type { RecordProducer } from './record-producer.js';

const sendWithinMs = 10_000;

/** Commands on their topic, those of one engine in order. */
export class KafkaEngineCommands implements EngineCommandSender {
  private readonly turns = new Turns();

  constructor(
    private readonly producer: RecordProducer,
    private readonly topic: string,
  ) {}

  /** Resolves when the broker has it; whether the engine lives is seen by its reports. @throws EngineUnreachable */
  send(command: EngineCommand): Promise<void> {
    return this.turns.take(command.engineId, () => this.produce(command));
  }

  private async produce(command: EngineCommand): Promise<void> {
    const headers = { 'daybook-type': command.type, 'content-type': 'application/json' };
    const record = { key: command.engineId, value: JSON.stringify(command), headers };
    const sent = await this.producer.send([{ topic: this.topic, messages: [record] }], AbortSignal.timeout(sendWithinMs));
    if (!sent) throw new EngineUnreachable(command.engineId, { cause: this.producer.trouble });
  }
}
