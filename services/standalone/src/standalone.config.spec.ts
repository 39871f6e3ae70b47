import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { standaloneConfigFrom, standaloneSettings } from './standalone.config.js';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

describe('the settings of the standalone', () => {
  it('are listed in the README, with their defaults and meanings', () => {
    const rows = Object.values(standaloneSettings).map(
      ({ variable, fallback, description }) => `| \`${variable}\` | ${fallback === '' ? '' : `\`${String(fallback)}\``} | ${description} |`,
    );
    const section = readme.split('## Settings')[1]?.split('\n## ')[0] ?? '';
    const listed = section.split('\n').filter((line) => line.startsWith('| `'));
    expect(listed).toEqual(rows);
  });

  it('have defaults for everything', () => {
    expect(standaloneConfigFrom({ PATH: '/bin' })).toMatchObject({ port: 8080, dataDirectory: '.daybook', leaseMs: 15_000 });
  });

  it('stop the start with every problem at once', () => {
    const env = { DAYBOOK_PORT: '99999', DAYBOOK_LOG_LEVEL: 'loud', DAYBOOK_POTR: '1' };
    expect(() => standaloneConfigFrom(env)).toThrow(/DAYBOOK_PORT=99999[\s\S]*DAYBOOK_LOG_LEVEL=loud[\s\S]*DAYBOOK_POTR=1/);
  });

  it('stop the start where an engine that lives would count as lost', () => {
    const env = { DAYBOOK_ENGINE_HEARTBEAT_MS: '20000', DAYBOOK_ENGINE_LEASE_MS: '2000' };
    expect(() => standaloneConfigFrom(env)).toThrow('DAYBOOK_ENGINE_LEASE_MS=2000 is not valid: expected at least twice DAYBOOK_ENGINE_HEARTBEAT_MS, which is 20000');
  });
});
