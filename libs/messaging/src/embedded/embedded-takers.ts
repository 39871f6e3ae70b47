import type { DeadLetter } from '../consumer/dead-letters.port.js';
import type { LetterTaker } from '../consumer/letter-queue.js';
import type { EmbeddedConsumers } from './embedded-consumers.js';
import { engineLinkConsumer, type ReportIntake } from './report-intake.js';

/** Who takes up a dead letter in this process. */
export const embeddedTakers = (consumers: EmbeddedConsumers, intake: ReportIntake): ((letter: DeadLetter) => LetterTaker | undefined) => {
  const link: LetterTaker = {
    async retry(letter) {
      await intake.retry(letter);
      await consumers.options.deadLetters.applied(letter.id);
    },
    resumeKey: async () => undefined,
  };
  return ({ consumer, message }) => {
    if (consumer === engineLinkConsumer) return link;
    return message.kind === 'fact' ? consumers.logs.get(consumer) : consumers.reports.get(consumer);
  };
};
