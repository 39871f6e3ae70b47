import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.js';
import { installationPath, installOnce } from './installation.js';
import { kafkaProperties } from './kafka.properties.js';
import { assetPath, copyJars } from './maven.js';
import type { Launch, Part, Placement } from './part.js';

const name = 'kafka-4.3.1';
const clusterId = 'MkU3OEVBNTcwNTJENDM2Qg';
const classPath = (): string => join(installationPath(name), '*');
const logging = `-Dlog4j2.configurationFile=${assetPath('java/log4j2.properties')}`;
const propertiesPath = ({ directory }: Placement): string => join(directory, 'server.properties');

/** A broker that is its own controller, from Kafka's Maven artifacts. */
export const kafka: Part = {
  name: 'kafka',
  /** Clients that come in at `proxied` are told to go on through `proxy`; those at `secured`, who must say who they are, through `guard`. */
  ports: { main: 19092, controller: 19093, proxied: 19094, proxy: 19095, secured: 19096, guard: 19097 },
  install: () => installOnce(name, (directory) => copyJars('kafka', directory)),
  async prepare(placement) {
    const data = join(placement.directory, 'data');
    await writeFile(propertiesPath(placement), kafkaProperties(placement.ports, data));
    if (!existsSync(join(data, 'meta.properties'))) await format(placement);
    const memory = ['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError'];
    // Java's second compiler takes more of a processor in the first half minute than a spec's broker does otherwise.
    const compiler = placement.shortLived === true ? ['-XX:TieredStopAtLevel=1'] : [];
    return { command: 'java', args: [...memory, ...compiler, logging, '-cp', classPath(), 'kafka.Kafka', propertiesPath(placement)] };
  },
  isReady: (_placement, output) => output.includes('Kafka Server started'),
  access(port) {
    const url = `127.0.0.1:${port}`;
    return { url, settings: { DAYBOOK_KAFKA_BROKERS: url } };
  },
};

/** How a command line tool of Kafka's is run, by its class. It needs the part to be installed. */
export const kafkaTool = (tool: string, args: readonly string[], level = 'ERROR'): Launch => ({
  command: 'java',
  args: ['-Xmx128m', '-XX:TieredStopAtLevel=1', `-Dkafka.log.level=${level}`, logging, '-cp', classPath(), tool, ...args],
});

const format = (placement: Placement): Promise<void> => {
  const options = ['format', '--ignore-formatted', '-t', clusterId, '-c', propertiesPath(placement)];
  const tool = kafkaTool('kafka.tools.StorageTool', options, 'WARN');
  return command(tool.command, tool.args);
};
