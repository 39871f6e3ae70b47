import type { LoggedFact } from '../log-facts.js';

const phases = ['queued', 'preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'];
const ends = ['ready', 'canceled', 'failed'];
const remarks = ['described', 'starred', 'archived', 'deployment-refused', 'erased'];
/** By what a version's part in a deployment has come to: what may follow. */
const deploying: Readonly<Record<string, readonly string[]>> = {
  undeployed: ['deploying'],
  deploying: ['deployed', 'undeploying', 'undeployed'],
  deployed: ['undeploying'],
  undeploying: ['undeployed'],
};

/** The facts of one version that may not stand where they do, in words. It is queued once, and its run ends once. */
export const missteps = (facts: readonly LoggedFact[]): readonly string[] => {
  let run = 'absent';
  const deployments = new Map<string, string>();
  const isRunning = (): boolean => phases.includes(run);
  const fits = (step: string, data: LoggedFact['data']): boolean => {
    if (step === 'queued') return run === 'absent';
    if (remarks.includes(step)) return run !== 'absent';
    if (step === 'phase-started') return isRunning() && phases.indexOf(String(data['phase'])) > phases.indexOf(run);
    if (step === 'requeued' || step === 'canceling' || step === 'failed') return isRunning();
    if (step === 'ready') return isRunning() || run === 'canceling';
    if (step === 'canceled') return run === 'canceling';
    const stage = deployments.get(String(data['deploymentId'])) ?? 'undeployed';
    return run === 'ready' && deploying[stage]?.includes(step) === true;
  };
  const take = (step: string, data: LoggedFact['data']): void => {
    if (step === 'phase-started') run = String(data['phase']);
    else if (step === 'requeued') run = 'queued';
    else if (step === 'queued' || step === 'canceling' || ends.includes(step)) run = step;
    else if (!remarks.includes(step)) deployments.set(String(data['deploymentId']), step);
  };
  return facts.flatMap(({ type, data, subject, position }) => {
    const step = type.split('.')[2] ?? '';
    const wrong = fits(step, data) ? [] : [`${subject} at ${position}: ${step} while ${run}`];
    take(step, data);
    return wrong;
  });
};
