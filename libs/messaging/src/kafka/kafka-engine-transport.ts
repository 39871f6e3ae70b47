import type { LoggerService } from '@nestjs/common';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { EngineCommandServer } from '../engine-command.server.js';
import { jsonOf } from './json.record.js';
import type { KafkaEngineChannel } from './kafka-engine-channel.js';
import { RecordConsumer, type RecordTask } from './record.consumer.js';
import { topicNames } from './topic.names.js';

export type KafkaEngineTransportOptions = Readonly<{
  kafka: Kafka;
  topicPrefix: string;
  engineId: string;
  channel: KafkaEngineChannel;
  logger: LoggerService;
}>;

/**
 * Commands to one engine, by its id. An offset moves when a command is taken up, not when it is carried out: training
 * takes hours, and a command that is lost in a crash is given again when the engine reports without the run.
 */
export class KafkaEngineTransport extends EngineCommandServer {
  private readonly records: RecordConsumer;

  constructor(private readonly options: KafkaEngineTransportOptions) {
    super();
    const { kafka, topicPrefix, engineId, logger } = options;
    this.records = new RecordConsumer({
      kafka,
      logger,
      groupId: `${topicPrefix}.engine.${engineId}`,
      topics: [topicNames(topicPrefix).engineCommands],
      concurrency: 1,
      take: (_topic, record) => this.taskOf(record),
      flush: async () => undefined,
      joined: async () => undefined,
    });
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    await this.records.start().then(() => callback(), callback);
  }

  /** Commands at work are finished, and their reports sent. */
  async close(): Promise<void> {
    await this.records.close();
    await this.lanes.idle();
    await this.options.channel.close();
  }

  private taskOf(record: KafkaMessage): RecordTask | null {
    if (record.key?.toString() !== this.options.engineId) return null;
    return { lane: this.options.engineId, run: () => this.take(readable(record)).then(() => true) };
  }
}

/** What is no JSON is no command either, and is refused where commands are parsed. */
const readable = (record: KafkaMessage): unknown => {
  try {
    return jsonOf(record);
  } catch {
    return null;
  }
};
