import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { ARTIFACT_STORE } from '@daybook/messaging';
import type { EngineConfig } from './engine.config.js';
import { EngineModule } from './engine.module.js';
import { ServedModels } from './serving/served-models.js';

const config = { engineId: 't1', kind: 'training', slots: 1, artifacts: { kind: 'directory', directory: 'none' } } as unknown as EngineConfig;

describe('A training engine', () => {
  it('serves no model: nobody could ask it for a prediction', async () => {
    const reports: unknown[] = [];
    const sender = { send: async (report: unknown) => void reports.push(report) };
    const module = await Test.createTestingModule({ imports: [EngineModule.forRoot(config, sender as never)] })
      .overrideProvider(ARTIFACT_STORE)
      .useValue({ read: async () => new Uint8Array() })
      .compile();
    const load = { type: 'load', engineId: 't1', deploymentId: 'live', generation: 1, model: { sha256: '0'.repeat(64), sizeBytes: 1 } } as const;
    await module.get(ServedModels).load(load);
    expect(reports).toMatchObject([{ type: 'load-failed', deploymentId: 'live', errorCode: 'engine-does-not-serve' }]);
    expect(module.get(ServedModels).predictorOf('live')).toBeUndefined();
    await module.close();
  });
});
