import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { EngineHeartbeat, EngineReport } from '@daybook/contracts';
import type { Admin, Kafka } from 'kafkajs';
import { describeWithLocal, eventually, FaultProxy } from '@daybook/testing';
import { HeartbeatConsumer } from './heartbeat.consumer.js';
import { KafkaEngineChannel } from './kafka-engine-channel.js';
import { kafkaClient } from './kafka.client.js';
import { ensureTopics } from './kafka-topics.js';
import { RecordProducer } from './record-producer.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const waitMs = 60_000;
const at = '2026-01-01T00:00:00.000Z';

const heartbeat = (engineId: string): EngineHeartbeat => ({ type: 'heartbeat', engineId, instanceId: 'i', runs: [{ runId: 'r', attempt: 1 }], at });

await describeWithLocal(['kafka', 'toxiproxy'], 'heartbeats over a real broker', (broker, toxiproxy) => {
  let prefix: string;
  let kafka: Kafka;
  let admin: Admin;
  let wire: FaultProxy;
  let channel: KafkaEngineChannel;
  const consumers: HeartbeatConsumer[] = [];

  const listen = async (its: Kafka = kafka) => {
    const heard: string[] = [];
    const options = { groupId: `${prefix}.heartbeats`, topic: `${prefix}.engine-reports`, logger: silent };
    const consumer = new HeartbeatConsumer({ ...options, kafka: its, heard: ({ engineId }) => void heard.push(engineId) });
    consumers.push(consumer);
    await consumer.start();
    return { consumer, heard };
  };
  /** Sent in this order: who has heard the last would have heard the others. */
  const say = async (...reports: readonly EngineReport[]): Promise<void> => {
    for (const report of reports) await channel.send(report);
  };
  /** Each is sent until it was heard, because one that waits behind others is left out. */
  const beatsUntilHeard = (engineId: string, heard: readonly string[]): Promise<void> =>
    eventually(async () => {
      await say(heartbeat(engineId));
      expect(heard).toContain(engineId);
    }, waitMs);

  beforeEach(async () => {
    prefix = `heartbeats-${randomUUID()}`;
    kafka = kafkaClient({ brokers: [broker.url], clientId: prefix }, silent);
    admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [`${prefix}.engine-reports`], { partitions: 3, replicationFactor: 1, retentionMs: -1 });
    wire = await FaultProxy.before(broker, toxiproxy);
    channel = new KafkaEngineChannel(new RecordProducer(kafka, silent), `${prefix}.engine-reports`);
  }, waitMs);
  afterEach(async () => {
    await wire.heal();
    await Promise.all(consumers.splice(0).map((consumer) => consumer.close()));
    await channel.close();
    await admin.disconnect();
  }, waitMs);

  it('are heard by every instance, and by each from its own beginning on', async () => {
    const first = await listen();
    await beatsUntilHeard('e1', first.heard);
    const second = await listen();
    await say({ type: 'log', runId: 'r', attempt: 1, engineId: 'e1', sequence: 1, line: 'no heartbeat', at });
    await beatsUntilHeard('e2', first.heard);
    await beatsUntilHeard('e3', second.heard);
    expect(new Set(first.heard).has('e3')).toBe(true);
    expect(second.heard).not.toContain('e1');
  }, 2 * waitMs);

  it('leave no group behind when an instance ends', async () => {
    const { consumer, heard } = await listen();
    await beatsUntilHeard('e1', heard);
    const groups = async () => (await admin.listGroups()).groups.filter(({ groupId }) => groupId.startsWith(prefix));
    expect(await groups()).toHaveLength(1);
    await consumer.close();
    await eventually(async () => expect(await groups()).toEqual([]), waitMs);
  }, 2 * waitMs);

  it('are known to be missed while the broker is away, and heard anew when it is back', async () => {
    const { consumer, heard } = await listen(kafkaClient({ brokers: [wire.address], clientId: `${prefix}-wired` }, silent));
    await beatsUntilHeard('e1', heard);
    const before = consumer.listeningSince();
    expect(before).not.toBeNull();
    await wire.cut();
    await eventually(async () => expect(consumer.listeningSince()).toBeNull(), waitMs);
    await wire.heal();
    await eventually(async () => expect(consumer.listeningSince()).toBeGreaterThan(before ?? Infinity), waitMs);
    await beatsUntilHeard('e2', heard);
  }, 3 * waitMs);
});
