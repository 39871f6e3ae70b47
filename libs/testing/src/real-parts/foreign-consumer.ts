import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sourceOptions } from '../source-process.js';

/** Kafka's own console consumer, or Python with kafka-python and the CloudEvents project's package. */
export type ForeignConsumerName = 'console' | 'python';
/** Reads `count` records of a topic from its beginning; answers the lines that it prints, one for each. */
export type ForeignConsumer = (broker: string, topic: string, count: number) => Promise<readonly string[]>;

// Exit code of the program where the consumer cannot be had on this machine.
const missing = 69;

const run = promisify(execFile);
const main = fileURLToPath(new URL('../../../../infra/dev/parts/src/foreign-consumers/foreign-consumer.main.ts', import.meta.url));
const longestPrint = 256 * 1024 * 1024;
const node = (args: readonly string[]) => run(process.execPath, [...sourceOptions, main, ...args], { maxBuffer: longestPrint });

/** The consumer; null with one loud line where it cannot be had. On a build server that is a failure instead. */
export const foreignConsumer = async (name: ForeignConsumerName): Promise<ForeignConsumer | null> => {
  try {
    await node([name]);
  } catch (error) {
    const { code, stderr } = error as Readonly<{ code?: unknown; stderr?: string }>;
    if (code !== missing || process.env['CI'] === 'true') throw error;
    process.stderr.write(`SKIPPED: the consumer "${name}" cannot be had here: ${stderr ?? ''}\n`);
    return null;
  }
  return async (broker, topic, count) => {
    const { stdout } = await node([name, broker, topic, String(count)]);
    return stdout.split('\n').filter((line) => line !== '');
  };
};
