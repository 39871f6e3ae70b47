/** The services behind the gateway, in the order in which it asks them. */
export const upstreamNames = ['repository', 'versioning', 'training-orchestrator', 'deployment', 'audit'] as const;

export type UpstreamName = (typeof upstreamNames)[number];

/** The base URL of each service, such as `http://versioning:8080`; of one with several instances all of them, separated by commas. */
export type Upstreams = Readonly<Record<UpstreamName, string>>;
