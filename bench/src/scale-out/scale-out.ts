import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConsoleLogger } from '@nestjs/common';
import { kafkaClient } from '@daybook/messaging/kafka';
import { startBroker } from '../kafka/broker.process.js';
import { arrivalLatencies, rawLatencies, type Pace } from '../kafka/latency.js';
import { recordsOf, type Server as Broker } from '../kafka/throughput.js';
import { load } from '../processes/load.js';
import { startLogServer } from '../processes/log-server.process.js';
import { startPart } from '../processes/part.process.js';
import { repositories, startLoadedFleet, type LoadedFleet, type Stores } from './loaded.fleet.js';

/**
 * The distributed profile with one, two and four instances of versioning, each service a process of its own on real
 * servers: durable commands a second through the gateway, and the time from the HTTP answer to a command until a consumer
 * of Kafka has its fact. Beside that the same records, sent and consumed by kafkajs at the same time, which share whatever
 * else the machine does, and once more when nothing else is asked of it. Prints a Markdown table. All of it shares one
 * machine: with few cores more instances share them, and the figures say what they cost.
 * Usage, after a build: npm run bench:scale-out -- [commands a round] [directory]
 */
const [amount = 2000, directory = '.'] = process.argv.slice(2).map((word, index) => (index === 0 ? Number(word) : word)) as [number?, string?];
const INSTANCES = [1, 2, 4];
const ROUNDS = 3;
const CONNECTIONS = 32;
const PACE: Pace = { perSecond: 50, count: 1000 };

const at = (fraction: number, values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? NaN;
};

const commandsPerSecond = async ({ url }: LoadedFleet): Promise<number> => {
  const perSecond: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const path = `/v1/repositories/scale-{n%${repositories}}/versions/1`;
    const result = await load({ url, method: 'PATCH', path, body: { description: `round ${round}, {n}` }, connections: CONNECTIONS, amount });
    if (result.refused > 0) throw new Error(`${result.refused} commands were refused`);
    // The first one warms up.
    if (round > 0) perSecond.push(result.perSecond);
  }
  return at(0.5, perSecond);
};

const measured = async (instances: number, broker: Broker, stores: Stores): Promise<readonly (string | number)[]> => {
  const fleet = await startLoadedFleet(instances, stores);
  try {
    const topic = `${fleet.topicPrefix}.versions`;
    const perSecond = await commandsPerSecond(fleet);
    const records = await recordsOf(broker.kafka, topic, PACE.count);
    const { position } = await fleet.client.describeVersion('scale-0', 1, 'before');
    const arrived = arrivalLatencies({ kafka: broker.kafka, topic, after: position }, PACE, async (n) => {
      const answer = await fleet.client.describeVersion(`scale-${n % repositories}`, 1, `number ${n}`);
      return answer.position;
    });
    const [ours, besides] = await Promise.all([arrived, rawLatencies(broker, records, PACE)]);
    const alone = await rawLatencies(broker, records, PACE);
    const cells = [0.5, 0.99].flatMap((fraction) => {
      const [our, ...bare] = [ours, besides, alone].map((values) => at(fraction, values)) as [number, ...number[]];
      return [our.toFixed(1), ...bare.flatMap((figure) => [figure.toFixed(1), (our / figure).toFixed(2)])];
    });
    return [instances, perSecond.toFixed(0), ...cells];
  } finally {
    await fleet.stop();
  }
};

const place = mkdtempSync(join(resolve(directory), '.daybook-bench-'));
const [kafkaBroker, mongo, s3] = await Promise.all([startBroker(), startPart('mongo'), startPart('s3')]);
const logger = new ConsoleLogger({ logLevels: ['error'] });
const kafka = kafkaClient({ brokers: [kafkaBroker.address], clientId: 'bench' }, logger);
const admin = kafka.admin();
try {
  await admin.connect();
  const rows: string[] = [];
  for (const instances of INSTANCES) {
    const log = await startLogServer(join(place, `log-${instances}`));
    const cells = await measured(instances, { kafka, admin, logger }, { brokers: kafkaBroker.address, logUrl: log.url, mongo, s3 });
    rows.push(`| ${cells.join(' | ')} |`);
    await log.end();
  }
  const figures = ['p50', 'p99'].map((name) => `${name} until consumed, ms | kafkajs beside it | ratio | kafkajs alone | ratio |`);
  console.log(`| instances | commands/s | ${figures.join(' ')}`);
  console.log(`|${'---:|'.repeat(12)}`);
  for (const row of rows) console.log(row);
} finally {
  await admin.disconnect();
  await Promise.all([kafkaBroker.end(), mongo.end(), s3.end()]);
  rmSync(place, { recursive: true, force: true });
}
