import { join } from 'node:path';
import { command } from './command.js';
import { installationPath, installOnce } from './installation.js';
import { assetPath, copyJars } from './maven.js';
import type { Part } from './part.js';

const name = 'mongo-java-server-1.47.0';
const delimiter = process.platform === 'win32' ? ';' : ':';

/** mongo-java-server: speaks MongoDB's protocol, forgets everything when it ends; without transactions and change streams. */
export const mongo: Part = {
  name: 'mongo',
  ports: { main: 27117, proxy: 27118 },
  install: () =>
    installOnce(name, async (directory) => {
      await copyJars('mongo', join(directory, 'lib'));
      await command('javac', ['-cp', join(directory, 'lib', '*'), '-d', join(directory, 'classes'), assetPath('java/MemoryMongo.java')]);
    }),
  async prepare({ ports }) {
    const classPath = [join(installationPath(name), 'classes'), join(installationPath(name), 'lib', '*')].join(delimiter);
    return { command: 'java', args: ['-Xmx512m', '-XX:+UseSerialGC', '-cp', classPath, 'MemoryMongo', String(ports.main)] };
  },
  isReady: (_placement, output) => output.startsWith('ready'),
  access(port) {
    const url = `mongodb://127.0.0.1:${port}/daybook`;
    return { url, settings: { DAYBOOK_MONGO_URL: url } };
  },
};
