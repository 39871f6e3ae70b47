import { parseArgs } from 'node:util';
import { DomainError } from '@daybook/event-sourcing';
import { devDown } from './dev/dev-down.js';
import { directSettings, exportsOf, proxiedSettings } from './dev/dev-settings.js';
import { devUp } from './dev/dev-up.js';
import { localPath } from './local-directory.js';
import { parts, specParts } from './parts.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    directory: { type: 'string', default: localPath('dev') },
    'free-ports': { type: 'boolean', default: false },
    proxied: { type: 'boolean', default: false },
  },
});
const report = (line: string): void => console.error(line);

const install = async (): Promise<void> => {
  for (const part of Object.values(specParts)) {
    await part.install();
    report(`${part.name} is installed`);
  }
};

const up = async (): Promise<void> => {
  const servers = await devUp({ directory: values.directory, freePorts: values['free-ports'], report });
  report(`faults for those who come through the proxies (--proxied): ${parts.toxiproxy.access(servers.toxiproxy.ports.main).url}`);
  console.log(exportsOf(values.proxied ? proxiedSettings(servers) : directSettings(servers)));
};

const actions: Readonly<Record<string, () => Promise<void>>> = { install, up, down: () => devDown(values.directory, report) };
const action = actions[positionals[0] ?? ''];
if (action === undefined) {
  report('usage: dev.main install | up [--proxied] [--free-ports] [--directory <directory>] | down [--directory <directory>]');
  process.exit(2);
}
try {
  await action();
  process.exit(0);
} catch (error) {
  report(error instanceof DomainError ? error.message : String(error));
  process.exit(1);
}
