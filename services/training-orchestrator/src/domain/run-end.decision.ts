import type { EndCommand, RequeueRun } from './run.commands.js';
import type { RunEvent } from './run.events.js';
import type { LiveRun } from './run.state.js';

/** How the present attempt of a working or canceling run ends. */
export const endAttempt = (command: EndCommand, state: LiveRun, engineId: string): readonly RunEvent[] => {
  const { key, driver, status } = state;
  switch (command.type) {
    case 'CompleteRun':
      return [{ type: 'RunCompleted', schemaVersion: 2, data: { ...key, ...command.data, engineId, driver } }];
    case 'FailRun':
      return [{ type: 'RunFailed', schemaVersion: 1, data: { ...key, ...command.data } }];
    case 'RecordCanceled': {
      const { attempt, at, maxAttempts } = command.data;
      if (status === 'canceling') return [{ type: 'RunCanceled', schemaVersion: 1, data: { ...key, attempt, at } }];
      // Nobody has asked for it, so it is a failure like any other.
      const setback = { reason: 'attempt-crashed', message: 'the engine let go of the attempt', logTail: [] } as const;
      return requeue({ attempt, at, maxAttempts, ...setback }, state);
    }
    case 'RequeueRun':
      return requeue(command.data, state);
  }
};

/** A canceling run has nothing to go back to the queue for; what an operator takes away costs no attempt. */
const requeue = (data: RequeueRun['data'], { key, status, phase, setbacks }: LiveRun): readonly RunEvent[] => {
  const { attempt, reason, message, logTail, maxAttempts, at } = data;
  if (status === 'canceling') return [{ type: 'RunCanceled', schemaVersion: 1, data: { ...key, attempt, at } }];
  if (reason === 'engine-released' || setbacks + 1 < maxAttempts) {
    return [{ type: 'RunRequeued', schemaVersion: 2, data: { ...key, attempt, reason, message, at } }];
  }
  const text = `attempt ${setbacks + 1} of ${maxAttempts} ended without a result: ${message}`;
  return [{ type: 'RunFailed', schemaVersion: 1, data: { ...key, attempt, phase, errorCode: 'attempts-exhausted', message: text, logTail, at } }];
};
