import { Module } from '@nestjs/common';
import { projections } from '@daybook/views';
import { ComparisonsController } from './api/comparisons.controller.js';
import { VersionEventsController } from './api/version-events.controller.js';
import { VersionsController } from './api/versions.controller.js';
import { CreateVersion } from './application/create-version.js';
import { KnownQueries } from './application/known.queries.js';
import { QueueVersionHandler } from './application/queue-version.handler.js';
import { VersionHandler } from './application/version.handler.js';
import { VersionReferences } from './application/version.references.js';
import { VersionNumbers } from './application/version.numbers.js';
import { VersionQueries } from './application/version.queries.js';
import { VersionTargets } from './application/version.targets.js';
import { knownDataset, knownRepository } from './projections/known.projections.js';
import { versionHistory } from './projections/version-history.projection.js';
import { versionRow } from './projections/version-row.projection.js';
import { DeploymentReactions } from './reactions/deployment.reactions.js';
import { MemoryReactions } from './reactions/memory.reactions.js';
import { RepositoryReactions } from './reactions/repository.reactions.js';
import { RunReactions } from './reactions/run.reactions.js';

const handlers = [VersionHandler, VersionNumbers, VersionTargets, QueueVersionHandler, CreateVersion];
const queries = [KnownQueries, VersionQueries, VersionReferences];
const views = [versionRow, versionHistory, knownRepository, knownDataset];
const http = [VersionEventsController, VersionsController, ComparisonsController];
const reactions = [RunReactions, DeploymentReactions, MemoryReactions, RepositoryReactions];

@Module({
  providers: [...handlers, ...queries, ...projections(views)],
  controllers: [...http, ...reactions],
})
export class VersioningModule {}
