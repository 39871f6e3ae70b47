import { join } from 'node:path';
import { command } from './command.js';
import { installationPath, installOnce } from './installation.js';
import { assetPath, copyJars } from './maven.js';
import type { Part, Placement } from './part.js';

/** `pom` in `maven/`, `program` in `java/`, both without their ending; `args` of the program beside its port. */
export type JavaMongo = Pick<Part, 'name' | 'ports'> &
  Readonly<{ version: string; pom: string; program: string; args: (placement: Placement) => readonly string[] }>;

const delimiter = process.platform === 'win32' ? ';' : ':';

/** mongo-java-server over one of its backends. */
export const javaMongo = ({ name, ports, version, pom, program, args }: JavaMongo): Part => ({
  name,
  ports,
  install: () =>
    installOnce(version, async (directory) => {
      const [lib, classes] = [join(directory, 'lib'), join(directory, 'classes')];
      await copyJars(pom, lib);
      const sources = ['MongoProgram', program].map((one) => assetPath(`java/${one}.java`));
      await command('javac', ['-cp', join(lib, '*'), '-d', classes, ...sources]);
    }),
  async prepare(placement) {
    const classPath = [join(installationPath(version), 'classes'), join(installationPath(version), 'lib', '*')].join(delimiter);
    const jvm = ['-Xmx512m', '-XX:+UseSerialGC', '-cp', classPath];
    return { command: 'java', args: [...jvm, program, String(placement.ports.main), ...args(placement)] };
  },
  isReady: (_placement, output) => output.startsWith('ready'),
  access(port) {
    const url = `mongodb://127.0.0.1:${port}/daybook`;
    return { url, settings: { DAYBOOK_MONGO_URL: url } };
  },
});
