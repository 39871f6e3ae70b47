export type * from './event-store.port.js';
export * from './event-store.errors.js';
export { CommandReused } from './command-handler.errors.js';
export { commandEventId, reactionCommandId } from './command-event-id.js';
export {
  commandHandlerFor,
  type CommandContext,
  type CommandHandler,
  type CommandOutcome,
  type HandleOptions,
} from './command-handler.js';
export { SqliteEventStore, type SqliteEventStoreOptions } from './sqlite/sqlite-event-store.js';
export { EventStoreFormatUnknown, EventStoreLocked } from './sqlite/sqlite-event-store.errors.js';
export { KurrentEventStore } from './kurrentdb/kurrent-event-store.js';
export { PositionOutOfRange, PositionUnknown } from './kurrentdb/kurrent-event-store.errors.js';
export type { KurrentEventStoreOptions } from './kurrentdb/kurrent-event-store.options.js';
export { observedAppend } from './observed-append.js';
export { observed, traced, workChannel, type Work, type WorkKind } from './work.channel.js';
export { Turns } from './turns.js';
