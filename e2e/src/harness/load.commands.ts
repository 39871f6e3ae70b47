import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '@daybook/client';
import type { KeyedCommand } from './keyed-command.js';
import type { Random } from './seeded-random.js';
import { root } from './workspace.js';

const configuration = JSON.parse(readFileSync(join(root, 'examples/configurations/penguins-species.json'), 'utf8')) as Document;
export const quick = { ...configuration, trainer: { epochs: 8, batch_size: 64 } };

/** What a command is about: a repository of the load, and a version in it. */
export type Target = Readonly<{ repo: string; number: number; /** One that has had time to become ready. */ older: number }>;

export const creation = (key: string, { repo }: Target): KeyedCommand => ({
  key,
  kind: 'create',
  method: 'POST',
  path: `/v1/repositories/${repo}/versions`,
  body: { configuration: quick, datasetId: 'penguins', description: key },
});

/** Anything but a creation; null stands for a read. */
export const commandAtRandom = (random: Random, key: string, { repo, number, older }: Target): KeyedCommand | null => {
  const version = `/v1/repositories/${repo}/versions/${number}`;
  const deployment = `/v1/deployments/live-${repo}`;
  // The first version is ready; of the others an older one may be by now.
  const served = random.pick([1, older]);
  switch (random.below(7)) {
    case 0:
      return { key, kind: 'cancel', method: 'POST', path: `${version}/cancel` };
    case 1:
      return { key, kind: 'star', method: 'POST', path: `${version}/${random.pick(['star', 'unstar'] as const)}` };
    case 2:
      return { key, kind: 'deploy', method: 'POST', path: `/v1/repositories/${repo}/deployments`, body: { name: `live-${repo}`, version: served } };
    case 3:
      return { key, kind: 'switch', method: 'PATCH', path: deployment, body: { version: served } };
    case 4:
      return { key, kind: 'undeploy', method: 'DELETE', path: deployment };
    case 5:
      return { key, kind: 'describe', method: 'PATCH', path: version, body: { description: `as ${key} has it` } };
    default:
      return null;
  }
};
