import { openArtifactStore } from '@daybook/artifacts';
import { attemptTraining } from './attempt.js';
import type { TrainerOrder, TrainerReport } from './trainer.messages.js';

/** The process of one attempt: takes its order, reports, and ends. */
const cancellation = new AbortController();
const say = (report: TrainerReport): Promise<void> =>
  new Promise((resolve, reject) => process.send?.(report, (error: Error | null) => (error === null ? resolve() : reject(error))));

process.on('message', (order: TrainerOrder) => {
  if (order.type === 'cancel') return cancellation.abort();
  void train(order);
});
// Without its engine nobody would hear what comes out.
process.on('disconnect', () => process.exit(1));

const train = async ({ job, artifacts: location }: Extract<TrainerOrder, { type: 'train' }>): Promise<void> => {
  await say(await attemptTraining(job, () => openArtifactStore(location), cancellation.signal, say));
  process.disconnect();
};
