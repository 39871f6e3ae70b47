import type { Topic } from '@daybook/contracts';
import { topics } from '@daybook/contracts';

/** The topics of one installation. */
export type TopicNames = Readonly<{
  fact: (topic: Topic) => string;
  engineCommands: string;
  engineReports: string;
  deadLetters: string;
  relaySeat: string;
}>;

export const topicNames = (prefix: string): TopicNames => ({
  fact: (topic) => `${prefix}.${topic}`,
  engineCommands: `${prefix}.engine-commands`,
  engineReports: `${prefix}.engine-reports`,
  deadLetters: `${prefix}.dead-letters`,
  relaySeat: `${prefix}.relay-leader`,
});

/** The topic without its prefix; null for one that carries no facts. */
export const factTopicOf = (prefix: string, name: string): Topic | null => topics.find((topic) => `${prefix}.${topic}` === name) ?? null;
