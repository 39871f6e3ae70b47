import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

type Started = Readonly<{ url: string; credentials: Readonly<{ accessKeyId: string; secretAccessKey: string }> | null }>;
export type Part = Started & Readonly<{ end: () => Promise<void> }>;

type Answer = Readonly<{ done?: Started | null; missing?: string; failed?: string }>;

/** A server of its own on free ports, in a directory that is gone afterwards. */
export const startPart = async (name: 'kafka' | 'mongo' | 's3'): Promise<Part> => {
  const main = fileURLToPath(import.meta.resolve('@daybook/dev-parts/part'));
  const child = spawn(process.execPath, ['--no-warnings', main, name, '--local'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const end = async (): Promise<void> => {
    const closed = once(child, 'close');
    child.stdin.end();
    await closed;
  };
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Answer> => JSON.parse((await lines.next()).value ?? '{"failed":"it has ended"}') as Answer;
  const { missing, failed } = await answer();
  if (missing !== undefined || failed !== undefined) throw new Error(`no ${name}: ${missing ?? failed}`);
  child.stdin.write('start\n');
  const { done, failed: refused } = await answer();
  if (done === undefined || done === null) throw new Error(`${name} did not start: ${refused}`);
  return { ...done, end };
};
