import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { RetryPolicy } from './consumer/retry.policy.js';
import type { EngineProcessSpec } from './embedded/engine-process.js';
import type { AnyPublishing } from './translate.js';

export type EmbeddedMessagingOptions = Readonly<{
  /** Of all services whose streams are in the log. */
  publishings: readonly AnyPublishing[];
  /** SQLite file of offsets and dead letters; `:memory:` forgets them. */
  stateFile: string;
  /** Processes to run, none when absent. */
  engines?: readonly EngineProcessSpec[];
  policy?: RetryPolicy;
  /** Keys that a consumer works on at the same time, 8 when absent. */
  concurrency?: number;
}>;

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: MESSAGING_OPTIONS } =
  new ConfigurableModuleBuilder<EmbeddedMessagingOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();
