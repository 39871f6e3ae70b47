import { describe, expect, it } from '@jest/globals';
import { InvalidConfig, loadConfig } from './load-config.js';
import { choiceSetting, integerSetting, textSetting } from './setting.js';
import { describeSettings, settingsTable } from './settings.table.js';

const settings = {
  host: textSetting({ variable: 'DAYBOOK_HOST', description: 'Address' }, '127.0.0.1'),
  port: integerSetting({ variable: 'DAYBOOK_PORT', description: 'Port' }, 8080, [0, 65_535]),
  level: choiceSetting({ variable: 'DAYBOOK_LEVEL', description: 'Level' }, 'info', ['info', 'debug']),
  key: textSetting({ variable: 'DAYBOOK_KEY', description: 'Key', secret: true }, 'none'),
} as const;

const problemsOf = (env: Record<string, string>) => {
  try {
    loadConfig(settings, env);
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
  }
  return [];
};

describe('the configuration', () => {
  it('is one frozen object of what the environment says, else of what is usual', () => {
    const config = loadConfig(settings, { DAYBOOK_PORT: '0', DAYBOOK_LEVEL: 'debug', PATH: '/bin' });
    expect(config).toEqual({ host: '127.0.0.1', port: 0, level: 'debug', key: 'none' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every bad variable at once, with what was expected', () => {
    const problems = problemsOf({ DAYBOOK_PORT: '70000', DAYBOOK_LEVEL: 'loud', DAYBOOK_HOST: '' });
    expect(problems).toEqual([
      { variable: 'DAYBOOK_HOST', value: '', expected: 'a text that is not empty' },
      { variable: 'DAYBOOK_PORT', value: '70000', expected: 'a whole number from 0 to 65535' },
      { variable: 'DAYBOOK_LEVEL', value: 'loud', expected: 'one of info, debug' },
    ]);
  });

  it.each(['8080.5', '1e9', ' ', 'x', '-1'])('does not take %p for a port', (value) => {
    expect(problemsOf({ DAYBOOK_PORT: value })).toHaveLength(1);
  });

  it('refuses a variable of ours that no setting knows, since it would do nothing', () => {
    expect(problemsOf({ DAYBOOK_PROT: '1' })).toMatchObject([{ variable: 'DAYBOOK_PROT', value: '1' }]);
    expect(loadConfig(settings, { DAYBOOK_URL: 'x' }, ['DAYBOOK_URL']).port).toBe(8080);
  });

  it('does not show the value of a secret, however wrong', () => {
    expect(problemsOf({ DAYBOOK_KEY: '' })).toMatchObject([{ variable: 'DAYBOOK_KEY', value: '[secret]' }]);
  });
});

describe('the table of settings', () => {
  it('has a row for each setting, in their order', () => {
    expect(describeSettings(settings).map(({ variable }) => variable)).toEqual([
      'DAYBOOK_HOST',
      'DAYBOOK_PORT',
      'DAYBOOK_LEVEL',
      'DAYBOOK_KEY',
    ]);
    expect(settingsTable(settings).split('\n')[3]).toBe(
      '| `DAYBOOK_PORT` | `8080` | a whole number from 0 to 65535 | Port |',
    );
  });
});
