export type * from './configuration.types.js';
export { InvalidConfiguration, type ConfigurationProblem } from './configuration.errors.js';
export { configurationSchema } from './schema/configuration.schema.js';
export { renderConfiguration } from './render-configuration.js';
export type { KnownColumn } from './semantic/column.rules.js';
export {
  combinedMetrics,
  defaultTableMetric,
  tableMetricNames,
  defaultValidationMetric,
  directionOf,
  isImprovement,
  metricsOf,
  type Metric,
} from './metrics.registry.js';
export { withLudwigMetrics, withLudwigValidation, withLudwigValidationAsWritten } from './former-metric-names.js';
export { diffConfigurations, type ConfigurationChange } from './configuration.diff.js';
export { mergePatch } from './merge-patch.js';
export { canonicalHash } from './canonical-hash.js';
