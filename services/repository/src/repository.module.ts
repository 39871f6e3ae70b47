import { Module } from '@nestjs/common';
import { projections } from '@daybook/views';
import { DatasetsController } from './api/datasets.controller.js';
import { DeletionsController } from './api/deletions.controller.js';
import { RepositoriesController } from './api/repositories.controller.js';
import { DatasetHandler } from './application/dataset.handler.js';
import { RepositoryHandler } from './application/repository.handler.js';
import { DatasetQueries } from './application/dataset.queries.js';
import { DatasetReferences } from './application/dataset.references.js';
import { RepositoryDeletion } from './application/repository.deletion.js';
import { RepositoryNames } from './application/repository.names.js';
import { RepositoryQueries } from './application/repository.queries.js';
import { RepositoryStreams } from './application/repository.streams.js';
import { datasetCard } from './projections/dataset-card.projection.js';
import { repositoryCard } from './projections/repository-card.projection.js';
import { DeletionReactions } from './reactions/deletion.reactions.js';
import { VersionReactions } from './reactions/version.reactions.js';

const handlers = [RepositoryHandler, RepositoryDeletion, RepositoryNames, RepositoryStreams, DatasetHandler];
const queries = [RepositoryQueries, DatasetQueries, DatasetReferences];
const views = [repositoryCard, datasetCard];
const http = [RepositoriesController, DatasetsController, DeletionsController];
const reactions = [VersionReactions, DeletionReactions];

@Module({
  providers: [...handlers, ...queries, ...projections(views)],
  controllers: [...http, ...reactions],
})
export class RepositoryModule {}
