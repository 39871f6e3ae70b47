import { Ajv, type ValidateFunction } from 'ajv';
import type { EngineReport, EngineReportType } from '@daybook/contracts';

const text = { type: 'string', minLength: 1, maxLength: 10_000 } as const;
const count = { type: 'integer', minimum: 0 } as const;
const artifact = {
  type: 'object',
  required: ['sha256', 'sizeBytes'],
  properties: { sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' }, sizeBytes: count },
} as const;
const run = { runId: text, attempt: { type: 'integer', minimum: 1 }, engineId: text, sequence: count, at: text } as const;
const phase = { enum: ['preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'] } as const;
const deployment = { engineId: text, deploymentId: text, generation: { type: 'integer', minimum: 1 }, at: text } as const;
const lines = { type: 'array', maxItems: 1000, items: { type: 'string' } } as const;
const object = { type: 'object' } as const;

const required = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

/** What each report must hold; more is allowed, so that engines may be newer than services. */
const shapes: Readonly<Record<EngineReportType, object>> = {
  registered: required({
    engineId: text,
    instanceId: text,
    kind: { enum: ['training', 'serving'] },
    driver: text,
    slots: { type: 'integer', minimum: 1 },
    url: { type: ['string', 'null'] },
    at: text,
  }),
  heartbeat: required({ engineId: text, instanceId: text, runs: { type: 'array', items: object }, at: text }),
  accepted: required(run),
  phase: required({ ...run, phase }),
  dataset: required({ ...run, rows: required({ training: count, validation: count, test: count, dropped: count }) }),
  evaluated: required({ ...run, epoch: count, step: count, epochs: count, metrics: object, best: { type: 'boolean' }, learningRate: { type: 'number' } }),
  checkpoint: required({ ...run, kind: { enum: ['latest', 'best'] }, epoch: count, artifact }),
  log: required({ ...run, line: { type: 'string' } }),
  completed: required({
    ...run,
    artifacts: required({ model: artifact, evaluation: artifact, visualizations: artifact, explanations: artifact }),
    metrics: object,
    bestEpoch: count,
    epochs: count,
  }),
  failed: required({ ...run, phase, errorCode: text, message: { type: 'string' }, logTail: lines }),
  crashed: required({ ...run, message: { type: 'string' }, logTail: lines }),
  canceled: required(run),
  loaded: required(deployment),
  'load-failed': required({ ...deployment, errorCode: text, message: { type: 'string' } }),
  unloaded: required(deployment),
};

const ajv = new Ajv({ allowUnionTypes: true });
const checks = new Map<string, ValidateFunction>(Object.entries(shapes).map(([type, shape]) => [type, ajv.compile(shape)]));

export type CheckedReport = Readonly<{ ok: true; report: EngineReport }> | Readonly<{ ok: false; problem: string }>;

/** Names the field that is wrong and what was expected. */
export const checkEngineReport = (message: unknown): CheckedReport => {
  const type = (message as { type?: unknown } | null)?.type;
  const check = typeof type === 'string' ? checks.get(type) : undefined;
  if (check === undefined) return { ok: false, problem: `type must be one of ${[...checks.keys()].join(', ')}` };
  if (check(message)) return { ok: true, report: message as EngineReport };
  return { ok: false, problem: ajv.errorsText(check.errors, { dataVar: String(type) }) };
};
