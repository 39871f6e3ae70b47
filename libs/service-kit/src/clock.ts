import { randomUUID } from 'node:crypto';
import type { Provider } from '@nestjs/common';

export const CLOCK = Symbol.for('daybook.clock');
export const ID_GENERATOR = Symbol.for('daybook.id-generator');

/** The time as ISO 8601 in UTC. */
export type Clock = Readonly<{ now: () => string }>;
/** New UUIDs. */
export type IdGenerator = Readonly<{ newId: () => string }>;

export const systemClock: Clock = { now: () => new Date().toISOString() };
export const randomIds: IdGenerator = { newId: () => randomUUID() };

export const clockProviders: Provider[] = [
  { provide: CLOCK, useValue: systemClock },
  { provide: ID_GENERATOR, useValue: randomIds },
];
