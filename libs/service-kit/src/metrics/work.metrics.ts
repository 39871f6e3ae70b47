import { workChannel, type Work } from '@daybook/event-store';
import { DomainError } from '@daybook/event-sourcing';
import { Histogram, type Registry } from 'prom-client';
import { durationBuckets } from './duration.buckets.js';

type Ended = Work & { readonly error?: unknown };

const outcomeOf = ({ error, outcome = 'done' }: Ended): string => {
  if (error === undefined) return outcome;
  return error instanceof DomainError ? error.code : 'error';
};

/** Times commands, appends and reactions of this process. Answers how to stop. */
export const measureWork = (registry: Registry): (() => void) => {
  const histogram = (name: string, help: string, labelNames: readonly string[]): Histogram =>
    new Histogram({ name, help, labelNames: [...labelNames], buckets: durationBuckets, registers: [registry] });
  const commands = histogram('daybook_command_duration_seconds', 'Seconds from a command to its outcome', ['command', 'outcome']);
  const appends = histogram('daybook_append_duration_seconds', 'Seconds until the log has acknowledged an append', ['outcome']);
  const reactions = histogram('daybook_reaction_duration_seconds', 'Seconds of one try at a fact or report', ['consumer', 'type', 'outcome']);
  const begun = new WeakMap<Work, number>();

  const observe = (work: Ended): void => {
    const seconds = (performance.now() - (begun.get(work) ?? performance.now())) / 1000;
    const outcome = outcomeOf(work);
    if (work.kind === 'command') commands.observe({ command: work.name, outcome }, seconds);
    if (work.kind === 'append') appends.observe({ outcome }, seconds);
    if (work.kind !== 'reaction' && work.kind !== 'engine-report') return;
    reactions.observe({ consumer: String(work.attributes['consumer']), type: work.name, outcome }, seconds);
  };
  const nothing = (): void => undefined;
  const start = (work: Work): void => void begun.set(work, performance.now());
  const listeners = { start, end: nothing, asyncStart: nothing, asyncEnd: observe, error: nothing };
  workChannel.subscribe(listeners);
  return () => workChannel.unsubscribe(listeners);
};
