import { tracingChannel } from 'node:diagnostics_channel';

/** Where work passes from one part to the next. */
export type WorkKind =
  | 'command'
  | 'append'
  | 'relay'
  | 'reaction'
  | 'engine-order'
  | 'engine-command'
  | 'engine-report'
  | 'attempt';

/** A piece of work, as those see it who measure or trace. */
export type Work = {
  readonly kind: WorkKind;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** W3C trace context. First what the work continues; a tracer puts its own there, for the work to hand on. */
  traceparent?: string | undefined;
  /** In one word, when it ended without an error. */
  outcome?: string;
};

/** Everything observed in this process, on Node's own diagnostics channel. */
export const workChannel = tracingChannel<unknown, Work>('daybook:work');

/** Does the work under the eyes of whoever listens; costs nothing while nobody does. */
export const observed = <T>(work: Work, run: (work: Work) => Promise<T>): Promise<T> =>
  workChannel.start.hasSubscribers ? workChannel.tracePromise(run, work, undefined, work) : run(work);

/** For messages that carry a trace only where there is one. */
export const traced = (traceparent: string | undefined): { traceparent?: string } =>
  traceparent === undefined ? {} : { traceparent };
