import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** One planted violation for each rule, so that no rule dies silently. */
const probes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-circular': {
    'libs/probe/src/a.ts': `import { b } from './b.js'; export const a = () => b;`,
    'libs/probe/src/b.ts': `import { a } from './a.js'; export const b = () => a;`,
  },
  'domain-is-pure': {
    'services/one/src/domain/thing.decider.ts': `import { randomUUID } from 'node:crypto'; export const id = randomUUID;`,
  },
  'kernel-imports-nothing': {
    'libs/event-sourcing/src/kernel.ts': `import { v5 } from 'uuid'; export const id = v5;`,
  },
  'projections-read-events-only': {
    'services/one/src/projections/card.projection.ts': `import { Injectable } from '@nestjs/common'; export const x = Injectable;`,
  },
  'publishing-translates-only': {
    'services/one/src/publishing/one.publishing.ts': `import { h } from '../application/h.handler.js'; export const x = h;`,
    'services/one/src/application/h.handler.ts': `export const h = 1;`,
  },
  'application-knows-no-transport': {
    'services/one/src/application/thing.handler.ts': `import { c } from '../api/c.controller.js'; export const x = c;`,
    'services/one/src/api/c.controller.ts': `export const c = 1;`,
  },
  'api-and-reactions-are-apart': {
    'services/one/src/api/d.controller.ts': `import { r } from '../reactions/r.reactions.js'; export const x = r;`,
    'services/one/src/reactions/r.reactions.ts': `export const r = 1;`,
  },
  'reactions-and-api-are-apart': {
    'services/one/src/reactions/e.reactions.ts': `import { e } from '../api/e.controller.js'; export const x = e;`,
    'services/one/src/api/e.controller.ts': `export const e = 1;`,
  },
  'services-share-nothing': {
    'services/one/src/application/peek.ts': `import { s } from '../../../two/src/domain/s.js'; export const x = s;`,
    'services/two/src/domain/s.ts': `export const s = 1;`,
  },
  'adapters-are-chosen-by-configuration': {
    'services/one/src/application/raw.ts': `import Database from 'better-sqlite3'; export const x = Database;`,
  },
};

describe('the boundary rules', () => {
  const directory = mkdtempSync(join(tmpdir(), 'daybook-boundaries-'));
  let violated: ReadonlySet<string>;

  beforeAll(async () => {
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.base.json') }));
    for (const [path, text] of Object.values(probes).flatMap((files) => Object.entries(files))) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const words = [command, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', 'libs', 'services'];
    const stdout = await run(process.execPath, words, { cwd: directory, maxBuffer: 64 * 1024 * 1024 }).then(
      (result) => result.stdout,
      (error: { stdout: string }) => error.stdout,
    );
    const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
    violated = new Set(summary.violations.map(({ rule }) => rule.name));
  }, 60_000);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(Object.keys(probes))('notices a violation of %s', (rule) => {
    expect(violated).toContain(rule);
  });

  it('each have a probe', async () => {
    const { default: config } = (await import(join(root, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    expect(config.forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(probes).sort());
  });
});
