import { Logger } from '@nestjs/common';
import { ArtifactStoreUnavailable, type ArtifactStore } from '@daybook/artifacts';
import type { DeploymentReport, EngineCommand } from '@daybook/contracts';
import { traced } from '@daybook/event-store';
import { DomainError } from '@daybook/event-sourcing';
import type { EngineReportSender } from '@daybook/messaging';
import type { Predictor } from '../builtin/builtin-predictor.js';

type Load = Extract<EngineCommand, { type: 'load' }>;
type Unload = Omit<Extract<EngineCommand, { type: 'unload' }>, 'type' | 'engineId'>;
type Served = { readonly generation: number; readonly sha256: string; readonly predictor: Predictor };
type Bare<R> = R extends DeploymentReport ? Omit<R, 'engineId' | 'at'> : never;
type BareReport = Bare<DeploymentReport>;
const retryMs = 2000;

export type LoadPredictor = (model: Uint8Array) => Predictor | Promise<Predictor>;

/** The deployments whose models are in this process's memory. */
export class ServedModels {
  private readonly served = new Map<string, Served>();
  /** Generations at or below are withdrawn: a late load must not bring them back. */
  private readonly withdrawn = new Map<string, number>();
  /** Loads that wait for the artifact store. */
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly logger = new Logger(ServedModels.name);

  constructor(
    private readonly engineId: string,
    private readonly artifacts: ArtifactStore,
    private readonly loadPredictor: LoadPredictor,
    private readonly reports: EngineReportSender,
  ) {}

  /** Told twice, it answers twice. The former model keeps answering until the new one is loaded. */
  async load(command: Load): Promise<void> {
    const { deploymentId, generation, model, traceparent } = command;
    if (this.isPast(deploymentId, generation)) return;
    let predictor: Predictor;
    try {
      predictor = await this.predictorFor(deploymentId, model.sha256);
    } catch (error) {
      if (error instanceof ArtifactStoreUnavailable) return this.loadLater(command, error);
      return this.report({ type: 'load-failed', deploymentId, generation, ...failureOf(error), ...traced(traceparent) });
    }
    // Loading takes its time: meanwhile it may have been withdrawn, or overtaken by a smaller model.
    if (this.isPast(deploymentId, generation)) return;
    this.served.set(deploymentId, { generation, sha256: model.sha256, predictor });
    await this.report({ type: 'loaded', deploymentId, generation, ...traced(traceparent) });
  }

  async unload({ deploymentId, generation, traceparent }: Unload): Promise<void> {
    this.withdrawn.set(deploymentId, Math.max(generation, this.withdrawn.get(deploymentId) ?? 0));
    const present = this.served.get(deploymentId);
    if (present !== undefined && present.generation <= generation) this.served.delete(deploymentId);
    await this.report({ type: 'unloaded', deploymentId, generation, ...traced(traceparent) });
  }

  predictorOf(deploymentId: string): Predictor | undefined {
    return this.served.get(deploymentId)?.predictor;
  }

  /** In its own time: the commands that come next are not to wait. */
  private loadLater(command: Load, { message }: ArtifactStoreUnavailable): void {
    const { deploymentId } = command;
    if (!this.waiting.has(deploymentId)) this.logger.warn(`the model of deployment ${deploymentId} waits: ${message}`);
    clearTimeout(this.waiting.get(deploymentId));
    const again = (): void => {
      this.load(command)
        .catch((error: unknown) => this.logger.error(`loading the model of deployment ${deploymentId} failed: ${String(error)}`))
        .finally(() => this.waiting.get(deploymentId) === timer && this.waiting.delete(deploymentId));
    };
    const timer = setTimeout(again, retryMs);
    this.waiting.set(deploymentId, timer);
  }

  private isPast(deploymentId: string, generation: number): boolean {
    if (generation <= (this.withdrawn.get(deploymentId) ?? 0)) return true;
    return generation < (this.served.get(deploymentId)?.generation ?? 0);
  }

  private async predictorFor(deploymentId: string, sha256: string): Promise<Predictor> {
    const present = this.served.get(deploymentId);
    if (present?.sha256 === sha256) return present.predictor;
    return this.loadPredictor(await this.artifacts.read(sha256));
  }

  private report(report: BareReport): Promise<void> {
    return this.reports.send({ ...report, engineId: this.engineId, at: new Date().toISOString() } as DeploymentReport);
  }
}

const failureOf = (error: unknown): { errorCode: string; message: string } => ({
  errorCode: error instanceof DomainError ? error.code : 'model-load-failed',
  message: error instanceof Error ? error.message : String(error),
});
