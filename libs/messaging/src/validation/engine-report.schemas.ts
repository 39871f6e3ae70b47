import { runPhases } from '@daybook/contracts';
import { artifact, at, id, integer, object, text, values, type Schema } from './schema.parts.js';

const attempt = { runId: id, attempt: integer(1) };
const metrics = values(values({ type: ['number', 'null'] }));
const phase = { enum: runPhases };
const logTail = { type: 'array', items: text, maxItems: 10_000 };

const status = (type: string, properties: Record<string, Schema>): Schema =>
  object({ type: { const: type }, engineId: id, instanceId: id, at, ...properties });

const run = (type: string, properties: Record<string, Schema> = {}): Schema =>
  object({ type: { const: type }, ...attempt, engineId: id, sequence: integer(1), at, ...properties });

const deployment = (type: string, properties: Record<string, Schema> = {}): Schema =>
  object({ type: { const: type }, engineId: id, deploymentId: id, generation: integer(0), at, ...properties });

const count = integer(0);

/** One schema per type of report. A field that is not known is let through: the engine may be newer. */
export const engineReportSchemas: readonly Schema[] = [
  status('registered', {
    kind: { enum: ['training', 'serving'] },
    driver: id,
    slots: integer(0),
    url: { type: ['string', 'null'], maxLength: 2048 },
  }),
  status('heartbeat', { runs: { type: 'array', items: object(attempt) } }),
  run('accepted'),
  run('phase', { phase }),
  run('dataset', { rows: object({ training: count, validation: count, test: count, dropped: count }) }),
  run('evaluated', {
    epoch: count,
    step: count,
    epochs: count,
    metrics: { type: 'object', properties: { training: metrics, validation: metrics, test: metrics } },
    best: { type: 'boolean' },
    learningRate: { type: 'number' },
  }),
  run('checkpoint', { kind: { enum: ['latest', 'best'] }, epoch: count, artifact }),
  run('log', { line: text }),
  run('completed', {
    artifacts: object({ model: artifact, evaluation: artifact, visualizations: artifact, explanations: artifact }),
    metrics,
    bestEpoch: count,
    epochs: count,
  }),
  run('failed', { phase, errorCode: id, message: text, logTail }),
  run('crashed', { message: text, logTail }),
  run('canceled'),
  deployment('loaded'),
  deployment('load-failed', { errorCode: id, message: text }),
  deployment('unloaded'),
];
