import type { Document, VersionRef } from '@daybook/client';
import { SingleBar } from 'cli-progress';
import type { CommandContext } from './command.context.js';
import { exitCodes } from './exit-codes.js';

type Evaluated = Readonly<{ epoch: number; epochs: number; metrics: Record<string, Record<string, Record<string, number | null>>> }>;
const ended = /^daybook\.version\.(ready|failed|canceled)\.v1$/;

/** Shows phases and epochs until the version has come to an end, then prints it. Exits with 6 unless it became ready. */
export const watchVersion = async ({ client, print, io }: CommandContext, repo: string, n: VersionRef): Promise<void> => {
  const stop = new AbortController();
  const leave = (): void => stop.abort();
  process.once('SIGINT', leave);
  const progress = new EpochProgress(io.err);
  let end: string | undefined;
  try {
    for await (const { type, data } of client.versionEvents(repo, n, stop.signal)) {
      const fact = data as { position: number; data: Document };
      progress.show(type, fact.data);
      const outcome = ended.exec(type)?.[1];
      if (outcome === undefined) continue;
      end = outcome;
      print(await client.version(repo, n, fact.position));
      break;
    }
  } finally {
    // A bar that goes on would keep the process alive.
    progress.finish();
    stop.abort();
    process.off('SIGINT', leave);
  }
  if (end !== 'ready') process.exitCode = exitCodes.unsuccessful;
};

/** A bar on a terminal, lines elsewhere. */
class EpochProgress {
  private readonly bar: SingleBar;
  private started = false;

  constructor(private readonly err: NodeJS.WritableStream) {
    this.bar = new SingleBar({
      stream: err,
      format: '{bar} epoch {value}/{total}  {metric}',
      noTTYOutput: true,
      notTTYSchedule: 1000,
      hideCursor: true,
    });
  }

  show(type: string, data: Document): void {
    if (type === 'daybook.run.evaluated.v1') return this.evaluated(data as unknown as Evaluated);
    if (!type.startsWith('daybook.version.')) return;
    this.finish();
    const status = type.split('.').at(-2) ?? type;
    this.err.write(`${String(data['at'])} ${status === 'phase-started' ? String(data['phase']) : status}${detailOf(data)}\n`);
  }

  finish(): void {
    if (this.started) this.bar.stop();
    this.started = false;
  }

  private evaluated({ epoch, epochs, metrics }: Evaluated): void {
    const metric = summary(metrics);
    if (!this.started) this.bar.start(epochs, epoch, { metric });
    this.started = true;
    this.bar.update(epoch, { metric });
  }
}

const detailOf = ({ errorCode, message }: Document): string => (errorCode === undefined ? '' : `: ${String(errorCode)}: ${String(message)}`);

/** The first output's metrics on the validation part. */
const summary = (metrics: Evaluated['metrics']): string => {
  const features = metrics['validation'] ?? metrics['training'] ?? {};
  const name = Object.keys(features).find((feature) => feature !== 'combined') ?? 'combined';
  const values = Object.entries(features[name] ?? {}).slice(0, 3);
  return `${name} ${values.map(([metric, value]) => `${metric} ${value?.toFixed(4) ?? 'n/a'}`).join('  ')}`;
};
