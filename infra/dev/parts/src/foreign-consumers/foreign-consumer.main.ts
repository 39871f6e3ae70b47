import { spawn } from 'node:child_process';
import type { ForeignConsumerName } from '@daybook/testing';
import { InstallationFailed, ToolMissing } from '../part.errors.js';
import { foreignConsumers } from './foreign-consumers.js';

/** Exit code by which a spec knows that the consumer cannot be had on this machine. */
const missing = 69;

/** Installs a foreign consumer; given a broker, a topic and a count, it then reads and prints that many records. */
const [name, broker, topic, count] = process.argv.slice(2) as [ForeignConsumerName, ...string[]];
const consumer = foreignConsumers[name];

try {
  await consumer.install();
} catch (error) {
  if (!(error instanceof ToolMissing || error instanceof InstallationFailed)) throw error;
  process.stderr.write(error.message);
  process.exit(missing);
}
if (broker !== undefined && topic !== undefined && count !== undefined) {
  const { command, args, environment } = consumer.read({ broker, topic, count });
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment } });
  child.once('exit', (code) => process.exit(code ?? 1));
}
