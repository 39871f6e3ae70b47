export { CLOCK, clockProviders, ID_GENERATOR, randomIds, systemClock, type Clock, type IdGenerator } from './clock.js';
export { InvalidRequest, NotFound, type FieldProblem } from './service-kit.errors.js';
export {
  CommandContextOf,
  commandContextOf,
  IfMatch,
  newCommandContext,
  type CommandRequest,
} from './http/command-context.decorator.js';
export { PageQuery, ReflectingQuery, toViewQuery, type Page } from './http/page-query.dto.js';
export type { TableField } from './http/table-filter.js';
export { ProblemFilter } from './http/problem.filter.js';
export { problemOf, problemType, statusOf, type Problem } from './http/problem.js';
export { sendReceipt, type ReceiptReply } from './http/receipt.js';
export { Action, actionPaths } from './http/action.decorator.js';
export { AsItCame } from './http/as-it-came.decorator.js';
export { MayBeAbsent } from './http/may-be-absent.decorator.js';
export { requestValidation } from './http/validation.pipe.js';
export { createFastifyApplication, type ApplicationModule } from './http/fastify-application.js';
export { equipHttpEdge, httpEdgeOptions, type RouteOf } from './http/http-edge.js';
export { noteFeed } from './http/graceful-close.js';
export { RouteTable } from './http/route-table.js';
export { METRICS_REGISTRY, newMetricsRegistry } from './metrics/http.metrics.js';
export { scrapedGauge, type Sample, type ScrapedGauge } from './metrics/scraped-gauge.js';
export { otlpEndpointSetting } from './telemetry/otlp.setting.js';
export { startTracing, type Tracing, type TracingOptions } from './telemetry/tracing.js';
export { openApiDocument } from './open-api/open-api.document.js';
export { describeSettings, settingsTable, type SettingDescription } from './config/settings.table.js';
export { eventStoreUrlSetting, httpUrlSetting, mongoUrlSetting } from './config/address.setting.js';
export { choiceSetting, integerSetting, textSetting, type Setting } from './config/setting.js';
export { InvalidConfig, loadConfig, type ConfigOf, type SettingProblem, type Settings } from './config/load-config.js';
export { PinoLogger } from './pino.logger.js';
export { WaitingRoom, type AwaitedPart } from './health/waiting-room.js';
export { HEALTH_CHECKS, HealthController } from './health/health.controller.js';
export { healthPatienceMs, healthReport, type HealthCheck, type HealthReport, type HealthResult } from './health/health-check.js';
export { ArtifactCollection, type ArtifactCollectionOptions, type ArtifactCollectionReport } from './operations/artifact-collection.js';
export { ArtifactCollectionController } from './operations/artifact-collection.controller.js';
export { ArtifactReferenceRegistry, referencesIn, type ArtifactReferences, type ReferringView } from './operations/artifact-references.js';
export { OperationsController } from './operations/operations.controller.js';
export { readerSignal, resumeAt, streamFacts } from './http/server-sent-events.js';
