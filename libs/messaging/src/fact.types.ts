import type { Facts, FactType, Topic } from '@daybook/contracts';
import type { AnyEvent, Recorded, Upcast } from '@daybook/event-sourcing';

/** A public event as its consumers get it: the translated data and where it stands in the log. */
export type Fact<Type extends FactType = FactType> = Readonly<{
  /** Id of the log event it was translated from. */
  id: string;
  /** e.g. `daybook.version.queued.v1` */
  type: Type;
  /** Topic without prefix, e.g. `versions`. */
  topic: Topic;
  /** Facts of one key keep the order of the log: the repository's id, or the dataset's or engine's where there is none. */
  key: string;
  /** Name of the stream. */
  subject: string;
  /** ISO 8601, UTC. */
  time: string;
  position: number;
  revision: number;
  actor: string;
  reason?: string;
  correlationId: string;
  causationId?: string;
  traceparent?: string;
  data: Facts[Type];
}>;

/** The public face of one event; null for what stays private. */
export type Translation = { [T in FactType]: Readonly<{ type: T; key: string; data: Facts[T] }> }[FactType] | null;

/** How one service tells others about its streams. The mapped `on` makes a forgotten event a compile error. */
export type Publishing<Event extends AnyEvent = AnyEvent> = Readonly<{
  topic: Topic;
  /** Stream names begin with one of these. */
  streams: readonly string[];
  upcast: Upcast<Event>;
  on: { readonly [T in Event['type']]: (event: Recorded<Extract<Event, { type: T }>>) => Translation };
}>;
