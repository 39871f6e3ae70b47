import { createInterface } from 'node:readline';
import type { PartAnswer, PartCommand } from '@daybook/testing';
import { ContainerPart } from './containers/container-part.js';
import { hasContainerRuntime } from './containers/container-runtime.js';
import { containers } from './containers/containers.js';
import { InstallationFailed, ToolMissing } from './part.errors.js';
import type { PartName } from './part.js';
import { specParts } from './parts.js';
import { SpecPart } from './spec-part.js';

/**
 * Runs a part for a spec: says whether there is one, then obeys commands from its input, a line each. Its input ends when
 * the spec does, however that ends, and then the server ends too. With `--local` never in a container, with
 * `--short-lived` for a spec of seconds, not for measuring.
 */
const [name, ...options] = process.argv.slice(2) as [PartName, ...string[]];
let running: ContainerPart | SpecPart | null = null;
const say = (answer: PartAnswer): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

const find = async (): Promise<ContainerPart | SpecPart> => {
  const container = options.includes('--local') ? undefined : containers[name];
  if (container !== undefined && (await hasContainerRuntime())) return new ContainerPart(container);
  await specParts[name].install();
  return new SpecPart(specParts[name], { shortLived: options.includes('--short-lived') });
};
const failed = (error: unknown): PartAnswer => {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ToolMissing || error instanceof InstallationFailed ? { missing: message } : { failed: message };
};
const obey = async (command: PartCommand): Promise<void> => {
  if (running !== null) say(await running.do(command).then((done) => ({ done }), failed));
};
const end = async (): Promise<never> => {
  await running?.end();
  process.exit();
};

let turn = find().then((found) => {
  running = found;
  say({ done: null });
}, (error: unknown) => say(failed(error)));

createInterface(process.stdin)
  .on('line', (command) => (turn = turn.then(() => obey(command as PartCommand))))
  .on('close', () => void end());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end());
