import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Broker = Readonly<{ address: string; end: () => Promise<void> }>;

type Answer = Readonly<{ done?: Readonly<{ url: string }> | null; missing?: string; failed?: string }>;

/** The broker of `DAYBOOK_TEST_KAFKA_BROKERS`, or one of its own on free ports, in a directory that is gone afterwards. */
export const startBroker = async (): Promise<Broker> => {
  const given = process.env['DAYBOOK_TEST_KAFKA_BROKERS'];
  if (given !== undefined) return { address: given, end: async () => undefined };
  const main = fileURLToPath(import.meta.resolve('@daybook/dev-parts/part'));
  const child = spawn(process.execPath, ['--no-warnings', main, 'kafka', '--local'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const end = async (): Promise<void> => {
    const closed = once(child, 'close');
    child.stdin.end();
    await closed;
  };
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Answer> => JSON.parse((await lines.next()).value ?? '{"failed":"it has ended"}') as Answer;
  const { missing, failed } = await answer();
  if (missing !== undefined || failed !== undefined) throw new Error(`no Kafka: ${missing ?? failed}`);
  child.stdin.write('start\n');
  const started = await answer();
  if (started.done === undefined || started.done === null) throw new Error(`Kafka did not start: ${started.failed}`);
  return { address: started.done.url, end };
};
