import { randomUUID } from 'node:crypto';
import type { EngineHeartbeat, EngineReport } from '@daybook/contracts';
import type { ConsumedMessage } from './consumed-message.types.js';

/** An engine's report as the consumer's core takes it; ordered per attempt of a run or generation of a deployment. */
export const reportMessageOf = (report: Exclude<EngineReport, EngineHeartbeat>): ConsumedMessage => {
  const base = { kind: 'engine-report', type: report.type, topic: 'engine-reports', position: null, payload: report } as const;
  switch (report.type) {
    case 'registered':
      return { ...base, id: report.instanceId, key: report.engineId, onFailure: 'set-aside' };
    case 'loaded':
    case 'load-failed':
    case 'unloaded':
      return { ...base, id: randomUUID(), key: `${report.deploymentId}/${report.generation}`, onFailure: 'hold' };
    case 'accepted':
    case 'phase':
    case 'dataset':
    case 'evaluated':
    case 'checkpoint':
    case 'log':
    case 'completed':
    case 'failed':
    case 'crashed':
    case 'canceled': {
      const key = `${report.runId}/${report.attempt}`;
      const id = `${key}/${report.sequence}`;
      return { ...base, id, key, onFailure: report.type === 'log' ? 'set-aside' : 'hold' };
    }
  }
};
