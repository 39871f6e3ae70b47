import type { ArtifactStore } from '@daybook/artifacts';
import type { DeploymentReport, EngineCommand } from '@daybook/contracts';
import { DomainError } from '@daybook/event-sourcing';
import type { EngineReportSender } from '@daybook/messaging';
import type { Predictor } from '../builtin/builtin-predictor.js';

type Load = Extract<EngineCommand, { type: 'load' }>;
type Served = { readonly generation: number; readonly sha256: string; readonly predictor: Predictor };
type Bare<R> = R extends DeploymentReport ? Omit<R, 'engineId' | 'at'> : never;
type BareReport = Bare<DeploymentReport>;
export type LoadPredictor = (model: Uint8Array) => Predictor | Promise<Predictor>;

/** The deployments whose models are in this process's memory. */
export class ServedModels {
  private readonly served = new Map<string, Served>();
  /** Generations at or below are withdrawn: a late load must not bring them back. */
  private readonly withdrawn = new Map<string, number>();

  constructor(
    private readonly engineId: string,
    private readonly artifacts: ArtifactStore,
    private readonly loadPredictor: LoadPredictor,
    private readonly reports: EngineReportSender,
  ) {}

  /** Told twice, it answers twice. The former model keeps answering until the new one is loaded. */
  async load({ deploymentId, generation, model }: Load): Promise<void> {
    if (generation <= (this.withdrawn.get(deploymentId) ?? 0)) return;
    const present = this.served.get(deploymentId);
    if (present !== undefined && present.generation > generation) return;
    try {
      const unchanged = present?.sha256 === model.sha256 ? present.predictor : undefined;
      const predictor = unchanged ?? (await this.loadPredictor(await this.artifacts.read(model.sha256)));
      if (generation <= (this.withdrawn.get(deploymentId) ?? 0)) return;
      this.served.set(deploymentId, { generation, sha256: model.sha256, predictor });
      await this.report({ type: 'loaded', deploymentId, generation });
    } catch (error) {
      const errorCode = error instanceof DomainError ? error.code : 'model-load-failed';
      const message = error instanceof Error ? error.message : String(error);
      await this.report({ type: 'load-failed', deploymentId, generation, errorCode, message });
    }
  }

  async unload(deploymentId: string, generation: number): Promise<void> {
    this.withdrawn.set(deploymentId, Math.max(generation, this.withdrawn.get(deploymentId) ?? 0));
    const present = this.served.get(deploymentId);
    if (present !== undefined && present.generation <= generation) this.served.delete(deploymentId);
    await this.report({ type: 'unloaded', deploymentId, generation });
  }

  predictorOf(deploymentId: string): Predictor | undefined {
    return this.served.get(deploymentId)?.predictor;
  }

  private report(report: BareReport): Promise<void> {
    return this.reports.send({ ...report, engineId: this.engineId, at: new Date().toISOString() } as DeploymentReport);
  }
}
