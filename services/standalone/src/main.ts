import { parseArgs } from 'node:util';
import { profiles, type ProfileName, type Running } from './profiles.js';
import { startFailure } from './start.failure.js';

const endAfterMs = 40_000;
const stopping = new AbortController();
let running: Running | undefined;

const end = (): void => {
  setTimeout(() => process.exit(1), endAfterMs).unref();
  stopping.abort();
  if (running !== undefined) void running.close().then(() => process.exit(0));
};

const refuse = (reason: string): never => {
  console.error(reason);
  process.exit(2);
};

const chosenProfile = (): ProfileName => {
  try {
    const { values } = parseArgs({ options: { profile: { type: 'string', default: 'embedded' } } });
    if (Object.hasOwn(profiles, values.profile)) return values.profile as ProfileName;
    return refuse(`there is no profile ${values.profile}: --profile is one of ${Object.keys(profiles).join(', ')}`);
  } catch (error) {
    return refuse((error as Error).message);
  }
};

const profile = chosenProfile();
process.once('SIGTERM', end);
process.once('SIGINT', end);
try {
  running = await profiles[profile](process.env, stopping.signal);
  console.log(running.greeting);
  // Asked to end while it started.
  if (stopping.signal.aborted) end();
} catch (error) {
  if (stopping.signal.aborted) process.exit(0);
  console.error(startFailure(error));
  process.exit(1);
}
