import { Module } from '@nestjs/common';
import { projections } from '@daybook/views';
import { DeploymentsController } from './api/deployments.controller.js';
import { DeploymentHandler } from './application/deployment.handler.js';
import { DeploymentQueries } from './application/deployment.queries.js';
import { DeploymentReconciler } from './application/deployment.reconciler.js';
import { EngineRoom } from './application/engine-room.js';
import { PredictionClient } from './application/prediction.client.js';
import { ServingEngineResolver } from './application/serving-engine.resolver.js';
import { VersionResolver } from './application/version.resolver.js';
import { deploymentCard } from './projections/deployment-card.projection.js';
import { deploymentHistory } from './projections/deployment-history.projection.js';
import { knownEngine, knownRepository, knownVersion } from './projections/known.projections.js';
import { DeploymentReactions } from './reactions/deployment.reactions.js';
import { MemoryReactions } from './reactions/memory.reactions.js';

const handlers = [DeploymentHandler];
const services = [DeploymentQueries, VersionResolver, ServingEngineResolver, EngineRoom, PredictionClient, DeploymentReconciler];
const views = [deploymentCard, deploymentHistory, knownRepository, knownVersion, knownEngine];
const http = [DeploymentsController];
const reactions = [DeploymentReactions, MemoryReactions];

@Module({
  providers: [...handlers, ...services, ...projections(views)],
  controllers: [...http, ...reactions],
})
export class DeploymentModule {}
