/** Streams in which a service remembers one kind of thing: `<service>memory-<kind>-`. */
export const memoryStreams = (service: string, kind: string): string => `${service}memory-${kind}-`;
