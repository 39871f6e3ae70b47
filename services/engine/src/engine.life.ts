import type { EngineReportSender } from '@daybook/messaging';
import type { EngineConfig } from './engine.config.js';
import { Liveness } from './liveness.js';
import { PredictionServer } from './serving/prediction-server.js';
import type { ServedModels } from './serving/served-models.js';
import type { TrainingSlots } from './training/training-slots.js';

/** From registration to the end of the process. */
export class EngineLife {
  private readonly liveness: Liveness;
  private readonly server: PredictionServer | null;

  constructor(
    private readonly config: EngineConfig,
    private readonly slots: TrainingSlots,
    models: ServedModels,
    reports: EngineReportSender,
  ) {
    this.liveness = new Liveness(config, reports, () => slots.running());
    this.server = config.kind === 'serving' ? new PredictionServer(models) : null;
  }

  /** Once commands are listened for: whoever hears of the registration may send some at once. */
  async begin(): Promise<void> {
    const listening = this.server === null ? null : await this.server.listen(this.config.servingPort, this.config.servingHost);
    await this.liveness.register(listening === null ? null : (this.config.servingUrl ?? listening));
  }

  async end(): Promise<void> {
    this.liveness.stop();
    await Promise.all([this.slots.stop(), this.server?.close()]);
  }
}
