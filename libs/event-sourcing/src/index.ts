export { DomainError } from './domain-error.js';
export { IllegalTransition, UnknownEvent, ViewMissing } from './event-sourcing.errors.js';
export type { AnyEvent, EventMetadata, EventOf, Recorded } from './event.types.js';
export type { CommandOf, Decider } from './decider.types.js';
export { upcasterFor, type Upcast, type UpcastSteps } from './upcaster.js';
export { defineProjection, project, type ProjectionDefinition, type ViewIndex } from './projection.js';
export { frozen } from './frozen.js';
export { listText } from './list-text.js';
