import { createInterface } from 'node:readline';
import type { PartAnswer, PartCommand } from '@daybook/testing';
import { InstallationFailed, ToolMissing } from './part.errors.js';
import type { PartName } from './part.js';
import { parts } from './parts.js';
import { SpecPart } from './spec-part.js';

/**
 * Runs a part for a spec: says whether there is one, then obeys commands from its input, a line each. Its input ends when
 * the spec does, however that ends, and then the server ends too.
 */
const part = parts[process.argv[2] as PartName];
const running = new SpecPart(part);
const say = (answer: PartAnswer): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

const end = async (): Promise<never> => {
  await running.end();
  process.exit();
};
const failed = (error: unknown): PartAnswer => ({ failed: error instanceof Error ? error.message : String(error) });

let commands = part.install().then(
  () => say({ done: null }),
  (error: unknown) => {
    const isMissing = error instanceof ToolMissing || error instanceof InstallationFailed;
    say(isMissing ? { missing: error.message } : failed(error));
  },
);

createInterface(process.stdin)
  .on('line', (command) => {
    commands = commands.then(() => running.do(command as PartCommand)).then((done) => say({ done }), (error: unknown) => say(failed(error)));
  })
  .on('close', () => void end());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end());
