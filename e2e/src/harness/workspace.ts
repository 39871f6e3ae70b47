import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const root = new URL('../../../', import.meta.url).pathname;

/** The built program that `npm start` runs. @throws where nothing was built */
export const builtMain = (): string => {
  const main = join(root, 'services/standalone/dist/main.js');
  if (!existsSync(main)) throw new Error('there is nothing built to test: run `npm run build` first');
  return main;
};

/** The environment without settings: those of the specs are none of the product's, which refuses what it does not know. */
export const withoutSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('DAYBOOK_')));
