import type { UpstreamName } from '../upstream.types.js';

/** Paths under a pattern and whose they are; `:name` is one segment, a final `*` whatever follows, also nothing. */
export type RoutingRule = Readonly<{ pattern: string; owner: UpstreamName }>;

const version = '/v1/repositories/:repo/versions/:n';
const owns = (owner: UpstreamName, ...patterns: readonly string[]): readonly RoutingRule[] =>
  patterns.map((pattern) => ({ pattern, owner }));

/** Whose the paths are; the first rule that matches decides, so what is narrower stands above. */
export const routingRules: readonly RoutingRule[] = [
  ...owns(
    'training-orchestrator',
    `${version}/run/*`,
    `${version}/learning-curves`,
    `${version}/evaluation`,
    `${version}/visualizations`,
    `${version}/explanations`,
    `${version}/logs`,
    `${version}/recommendations`,
    '/v1/engines/*',
    '/v1/queue/*',
  ),
  ...owns(
    'versioning',
    '/v1/repositories/:repo/versions/*',
    '/v1/repositories/:repo/uploads/*',
    '/v1/repositories/:repo/compare',
    '/v1/repositories/:repo/diff',
    '/v1/repositories/:repo/lineage',
  ),
  ...owns('deployment', '/v1/repositories/:repo/deployments/*', '/v1/deployments/*', '/v1/pql'),
  ...owns('audit', '/v1/events/*', '/v1/audit/*', '/v1/webhooks/*'),
  ...owns('repository', '/v1/repositories/*', '/v1/datasets/*'),
];
