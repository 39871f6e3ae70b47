/** An event: an explicit type, an integer schema version, and data of JSON scalars. */
export type EventOf<Type extends string, Version extends number, Data> = Readonly<{
  type: Type;
  schemaVersion: Version;
  data: Readonly<Data>;
}>;

export type AnyEvent = EventOf<string, number, unknown>;

/** Who did it, why, and in answer to what; kept beside every event, never inside its data. */
export type EventMetadata = Readonly<{
  /** The person or service that acted, e.g. `anna`, `engine:training-1`. */
  actor: string;
  /** Why, in the actor's own words. */
  reason?: string;
  /** One id through everything that a single request set in motion. */
  correlationId: string;
  /** Id of the event or command that this one answers. */
  causationId?: string;
  /** Identity of the command; a retried command has the same one. */
  commandId?: string;
  /** Digest of the command's content: the same commandId with another digest is another command. */
  commandDigest?: string;
  /** W3C trace context. */
  traceparent?: string;
}>;

/** Where and when an event stands in the log. */
export type Recorded<E extends AnyEvent = AnyEvent> = E &
  Readonly<{
    id: string;
    stream: string;
    /** Dense from 0 within the stream. */
    revision: number;
    /** Place in the whole log, ascending; a safe integer. */
    position: number;
    /** ISO 8601, UTC. */
    recordedAt: string;
    metadata: EventMetadata;
  }>;
