/** The services that run as processes of their own; engines and the gateway stand beside them. */
export const serviceNames = ['repository', 'versioning', 'training-orchestrator', 'deployment', 'audit'] as const;
export type ServiceName = (typeof serviceNames)[number];
