import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ForeignConsumerName } from '@daybook/testing';
import { command } from '../command.js';
import { installationPath, installOnce } from '../installation.js';
import { kafka, kafkaTool } from '../kafka.part.js';
import type { Launch } from '../part.js';

/** Reads so many records of a topic from its beginning. */
export type Reading = Readonly<{ broker: string; topic: string; count: string }>;

/** A program that is not ours and reads from Kafka. */
export type ForeignConsumer = Readonly<{
  /** Does nothing where it is installed. @throws ToolMissing, InstallationFailed */
  install: () => Promise<void>;
  read: (reading: Reading) => Launch;
}>;

const timeoutMs = '30000';
const sources = fileURLToPath(new URL('../../foreign-consumers/', import.meta.url));
const requirements = join(sources, 'requirements.txt');
const pythonPackages = `kafka-python-${createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)}`;

export const foreignConsumers: Readonly<Record<ForeignConsumerName, ForeignConsumer>> = {
  console: {
    install: () => kafka.install(),
    read: ({ broker, topic, count }) => {
      const printed = ['print.headers=true', 'print.key=true'].flatMap((property) => ['--formatter-property', property]);
      const place = ['--bootstrap-server', broker, '--topic', topic, '--from-beginning'];
      const end = ['--max-messages', count, '--timeout-ms', timeoutMs];
      return kafkaTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [...place, ...end, ...printed]);
    },
  },
  python: {
    install: () =>
      installOnce(pythonPackages, (directory) => {
        const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', directory];
        return command('python3', [...pip, '-r', requirements]);
      }),
    read: ({ broker, topic, count }) => ({
      command: 'python3',
      args: [join(sources, 'read.py'), broker, topic, count],
      environment: { PYTHONPATH: installationPath(pythonPackages), PYTHONDONTWRITEBYTECODE: '1' },
    }),
  },
};
