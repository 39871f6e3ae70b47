import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineProcessSpec } from '@daybook/messaging';
import type { StandaloneConfig } from './standalone.config.js';

/** An engine waits for messages; room for new objects that V8 would take for a busy process is 30 MB each. What trains is a process of its own. */
const smallYouth = ['--max-semi-space-size=1'];

const modulePath = fileURLToPath(import.meta.resolve('@daybook/engine'));

export const artifactsDirectory = ({ dataDirectory }: StandaloneConfig): string => join(dataDirectory, 'artifacts');

/** The engines of this machine; their ids stay the same over restarts. */
export const engineSpecs = (config: StandaloneConfig): readonly EngineProcessSpec[] => [
  ...specsOf('training', config.trainingEngines, config),
  ...specsOf('serving', config.servingEngines, config),
];

const specsOf = (kind: 'training' | 'serving', count: number, config: StandaloneConfig): readonly EngineProcessSpec[] =>
  Array.from({ length: count }, (_, index) => {
    const engineId = `${kind}-${index + 1}`;
    const env = {
      DAYBOOK_ENGINE_ID: engineId,
      DAYBOOK_ENGINE_KIND: kind,
      DAYBOOK_ENGINE_SLOTS: String(config.trainingSlots),
      DAYBOOK_ARTIFACTS_DIR: artifactsDirectory(config),
      DAYBOOK_ENGINE_HEARTBEAT_MS: String(config.heartbeatMs),
    };
    return { engineId, modulePath, execArgv: smallYouth, env };
  });
