import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

type Probe = Readonly<{ filePath: string; imports: string; breaks: RegExp }>;
const tagged = (tag: string): RegExp => new RegExp(`^@nx/enforce-module-boundaries: .*"${tag}"`, 's');
const probe = (tag: string, folder: string, project: string): Probe => ({
  filePath: `${folder}/src/probe.ts`,
  imports: `import * as other from '${project}'; export const x = other;`,
  breaks: tagged(tag),
});
const adapter = (imports: string): Probe => ({
  filePath: 'services/audit/src/application/probe.ts',
  imports: `${imports} export const x = 1;`,
  breaks: /^@typescript-eslint\/no-restricted-imports: .*which adapter it gets is configuration/,
});

/** One planted violation for each constraint between projects, so that none dies silently. */
const constraints: Readonly<Record<string, Probe>> = {
  'role:kernel': probe('role:kernel', 'libs/event-sourcing', '@daybook/contracts'),
  'role:domain-knowledge': probe('role:domain-knowledge', 'libs/ludwig', '@daybook/contracts'),
  'role:contracts': probe('role:contracts', 'libs/contracts', '@daybook/event-store'),
  'role:port': probe('role:port', 'libs/views', '@daybook/service-kit'),
  'role:kit': probe('role:kit', 'libs/service-kit', '@daybook/client'),
  'role:client': probe('role:client', 'libs/client', '@daybook/messaging'),
  'role:app': probe('role:app', 'libs/cli', '@daybook/event-store'),
  'role:testing': probe('role:testing', 'libs/testing', '@daybook/event-store'),
  'role:service-testing': probe('role:service-testing', 'libs/service-testing', '@daybook/client'),
  'type:composition': probe('type:composition', 'services/standalone', '@daybook/log-server'),
  'type:service': probe('type:service', 'services/audit', '@daybook/versioning'),
  'type:e2e': probe('type:e2e', 'e2e', '@daybook/versioning'),
  // What it may not have is no package: it could be reached by its path only.
  'type:bench': { ...probe('type:bench', 'bench', '../../e2e/src/harness/wait.js'), breaks: /^@nx\/enforce-module-boundaries: / },
  'type:dev': probe('type:dev', 'infra/dev/parts', '@daybook/versioning'),
};

const adapters: Readonly<Record<string, Probe>> = {
  'an adapter of a port': adapter(`import { SqliteEventStore } from '@daybook/event-store'; void SqliteEventStore;`),
  'an entry of a library that holds adapters only': adapter(`import { kafkaClient } from '@daybook/messaging/kafka'; void kafkaClient;`),
};

describe('The boundaries between projects', () => {
  const probes = { ...constraints, ...adapters };
  let broken: Readonly<Record<string, readonly string[]>>;

  beforeAll(async () => {
    const env = { ...process.env, NX_DAEMON: 'false' };
    // The rule says nothing where no graph of the projects is cached.
    await run(process.execPath, [join(root, 'node_modules/.bin/nx'), 'show', 'projects'], { cwd: root, env });
    const linting = run(process.execPath, [join(import.meta.dirname, 'fixtures/lint-probes.main.mjs')], { cwd: root, env, maxBuffer: 16 * 1024 * 1024 });
    linting.child.stdin?.end(JSON.stringify(Object.values(probes).map(({ filePath, imports }) => ({ filePath, code: imports }))));
    const answers = JSON.parse((await linting).stdout) as readonly (readonly string[])[];
    broken = Object.fromEntries(Object.keys(probes).map((name, index) => [name, answers[index] ?? []]));
  }, 120_000);

  it.each(Object.entries(probes))('are noticed to be crossed: %s', (name, { breaks }) => {
    expect(broken[name]).toContainEqual(expect.stringMatching(breaks));
  });

  it('each have a probe', async () => {
    const { depConstraints } = (await import(join(root, 'eslint.config.js'))) as { depConstraints: { sourceTag: string }[] };
    expect(depConstraints.map(({ sourceTag }) => sourceTag)).toEqual(Object.keys(constraints));
  });
});
