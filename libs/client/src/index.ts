export { DaybookProblem, DaybookUnreachable, type Problem } from './client.errors.js';
export type { ClientOptions } from './http.js';
export type { FeedEvent } from './sse.js';
export type * from './client.types.js';
export type { ConfigurationChange } from '@daybook/ludwig';
export { DaybookClient } from './daybook-client.js';
