export type * from './view-store.port.js';
export * from './view-store.errors.js';
export { SqliteViewStore } from './sqlite/sqlite-view-store.js';
export { applyBatch, Projector, type ProjectorStatus } from './projector.js';
export { ViewReader } from './view-reader.js';
export { rebuildView, verifyView, type Difference, type Verification } from './rebuild.js';
export { ProjectionRegistry, type ProjectionListing } from './projection-registry.js';
export { InjectView, projections, VIEW_STORE, type SomeProjection } from './projections.providers.js';
