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

const nouns: Readonly<Record<string, Topic>> = {
  repository: 'repositories',
  dataset: 'datasets',
  version: 'versions',
  run: 'runs',
  engine: 'engines',
  deployment: 'deployments',
};

/** The topic that facts of this type come on, e.g. `versions` for `daybook.version.queued.v1`. */
export const topicOfType = (type: string): Topic => {
  const topic = nouns[type.split('.')[1] ?? ''];
  if (topic === undefined) throw new TypeError(`no topic carries ${type}`);
  return topic;
};

/** The topic without its prefix; null for one that carries no facts. */
export const factTopicOf = (prefix: string, name: string): Topic | null => topics.find((topic) => `${prefix}.${topic}` === name) ?? null;
