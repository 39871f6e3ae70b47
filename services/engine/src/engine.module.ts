import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { addressOf, openArtifactStore, outlast, type ArtifactLocation, type ArtifactStore } from '@daybook/artifacts';
import { ARTIFACT_STORE, ENGINE_REPORTS, type EngineReportSender } from '@daybook/messaging';
import type { EngineConfig } from './engine.config.js';
import { EngineController } from './engine.controller.js';
import { EngineLife } from './engine.life.js';
import { EngineDoesNotServe } from './serving/serving.errors.js';
import { ServedModels, type LoadPredictor } from './serving/served-models.js';
import { TrainingSlots } from './training/training-slots.js';

export const ENGINE_CONFIG = Symbol.for('daybook.engine-config');

/** TensorFlow.js takes 40 MB that an idle engine does not need. */
const loadPredictor: LoadPredictor = async (model) => (await import('./builtin/builtin-predictor.js')).loadPredictor(model);

/** What it served would be found by nobody: it has no address for predictions. */
const refuseToServe: LoadPredictor = () => {
  throw new EngineDoesNotServe();
};

/** An engine without its store could do nothing that it is told. */
const awaitedStore = (location: ArtifactLocation): Promise<ArtifactStore> => {
  const logger = new Logger(EngineModule.name);
  const waits = ({ cause }: Error): void => logger.warn(`waiting for artifacts at ${addressOf(location)}: ${String(cause)}`);
  const made = (bucket: string): void => logger.warn(`bucket ${bucket} was missing and has been made`);
  return outlast(() => openArtifactStore(location, made), { waits });
};

/** A worker: its slots, its served models, and the wire to the services. */
@Module({})
export class EngineModule {
  static forRoot(config: EngineConfig, reports: EngineReportSender): DynamicModule {
    return {
      module: EngineModule,
      controllers: [EngineController],
      providers: [
        { provide: ENGINE_CONFIG, useValue: config },
        { provide: ENGINE_REPORTS, useValue: reports },
        { provide: ARTIFACT_STORE, useFactory: () => awaitedStore(config.artifacts) },
        { provide: TrainingSlots, useFactory: () => new TrainingSlots(config, reports) },
        {
          provide: ServedModels,
          inject: [ARTIFACT_STORE],
          useFactory: (artifacts: ArtifactStore) =>
            new ServedModels(config.engineId, artifacts, config.kind === 'serving' ? loadPredictor : refuseToServe, reports),
        },
        {
          provide: EngineLife,
          inject: [TrainingSlots, ServedModels],
          useFactory: (slots: TrainingSlots, models: ServedModels) => new EngineLife(config, slots, models, reports),
        },
      ],
    };
  }
}
