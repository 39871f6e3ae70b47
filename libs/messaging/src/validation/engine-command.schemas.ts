import { artifact, id, integer, object, type Schema } from './schema.parts.js';

const attempt = { runId: id, attempt: integer(1), engineId: id };
const deployment = { engineId: id, deploymentId: id, generation: integer(0) };
const dataset = object({ datasetId: id, name: id, artifact, rows: integer(0) });

/** One schema per type of command; a configuration was checked where it was written. */
export const engineCommandSchemas: readonly Schema[] = [
  object({
    type: { const: 'train' },
    ...attempt,
    configuration: { type: 'object' },
    dataset,
    checkpoint: { anyOf: [{ type: 'null' }, artifact] },
  }),
  object({ type: { const: 'cancel' }, ...attempt }),
  object({ type: { const: 'load' }, ...deployment, model: artifact }),
  object({ type: { const: 'unload' }, ...deployment }),
];
