export { upcastMemory, type FactRemembered, type RememberedFact } from './memory.event.js';
export { MemoryHandler, memoryStreams } from './memory.handler.js';
export { memoryProjection, type MemoryView } from './memory.projection.js';
export { knownRepositoryProjection, type KnownRepository } from './known-repository.projection.js';
export { KnownLookup } from './known-lookup.js';
export { MemoryBehind } from './memory.errors.js';
