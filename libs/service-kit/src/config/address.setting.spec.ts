import { describe, expect, it } from '@jest/globals';
import { eventStoreUrlSetting, httpUrlSetting, mongoUrlSetting } from './address.setting.js';
import { InvalidConfig, loadConfig } from './load-config.js';

const settings = {
  log: eventStoreUrlSetting({ variable: 'DAYBOOK_LOG', description: 'Log', secret: true }, 'kurrentdb://log?tls=false'),
  views: mongoUrlSetting({ variable: 'DAYBOOK_VIEWS', description: 'Views', secret: true }, 'mongodb://views/daybook'),
  files: httpUrlSetting({ variable: 'DAYBOOK_FILES', description: 'Files' }, 'http://files:9000'),
} as const;

const refusalOf = (env: Record<string, string>): string => {
  try {
    loadConfig(settings, env);
  } catch (error) {
    if (error instanceof InvalidConfig) return error.message;
    throw error;
  }
  return '';
};

describe('an address in the settings', () => {
  it.each([
    ['DAYBOOK_LOG', 'kurrentdb://127.0.0.1:12113?tls=false'],
    ['DAYBOOK_LOG', 'kurrentdb+discover://user:p%40ss@cluster.example:2113?nodePreference=leader'],
    ['DAYBOOK_LOG', 'kurrent://one:2113,other:2113,third:2113/?tls=true'],
    ['DAYBOOK_LOG', 'kurrent+discover://cluster'],
    ['DAYBOOK_LOG', 'kdb://log/'],
    ['DAYBOOK_LOG', 'esdb://log'],
    ['DAYBOOK_LOG', 'esdb+discover://log?tls=false'],
    ['DAYBOOK_VIEWS', 'mongodb://mongo:27017/daybook?replicaSet=daybook&w=majority&journal=true'],
    ['DAYBOOK_VIEWS', 'mongodb://u:p%40%2F@a:1,b,[::1]:3/views'],
    ['DAYBOOK_VIEWS', 'mongodb://%2Ftmp%2Fmongodb-27017.sock/views'],
    ['DAYBOOK_VIEWS', 'mongodb+srv://u:p@cluster.example/views?tls=true'],
    ['DAYBOOK_FILES', 'http://127.0.0.1:19000'],
    ['DAYBOOK_FILES', 'https://s3.eu-central-1.amazonaws.com/'],
    ['DAYBOOK_FILES', 'http://[::1]:9000'],
  ])('%s may be %s', (variable, value) => {
    expect(refusalOf({ [variable]: value })).toBe('');
  });

  it.each([
    ['DAYBOOK_LOG', '', 'kurrentdb://'],
    ['DAYBOOK_LOG', 'http://foo', 'kurrentdb://'],
    ['DAYBOOK_LOG', 'foo:2113', 'kurrentdb://'],
    ['DAYBOOK_LOG', 'kurrentdb://', 'a host'],
    ['DAYBOOK_LOG', 'kurrentdb://?tls=false', 'a host'],
    ['DAYBOOK_LOG', 'kurrentdb://log:0', 'a host'],
    ['DAYBOOK_LOG', 'kurrentdb://log:99999', 'a host'],
    ['DAYBOOK_LOG', 'kurrentdb://log/?tls=false', 'a host'],
    ['DAYBOOK_LOG', 'kurrentdb://[::1]:2113', 'a host'],
    ['DAYBOOK_LOG', 'kurrentdb://one,,other', 'a host'],
    ['DAYBOOK_VIEWS', 'foo', 'mongodb://'],
    ['DAYBOOK_VIEWS', 'http://views/daybook', 'mongodb://'],
    ['DAYBOOK_VIEWS', 'mongodb:///daybook', 'a host'],
    ['DAYBOOK_VIEWS', 'mongodb://views', 'a database'],
    ['DAYBOOK_VIEWS', 'mongodb://views/?w=1', 'a database'],
    ['DAYBOOK_VIEWS', 'mongodb://views:70000/daybook', 'a host'],
    ['DAYBOOK_VIEWS', 'mongodb+srv://views:27017/daybook', 'a host'],
    ['DAYBOOK_VIEWS', 'mongodb+srv://one,other/daybook', 'a host'],
    ['DAYBOOK_FILES', 'foo', 'a URL of http or https, such as http://files:9000'],
    ['DAYBOOK_FILES', 'files:9000', 'a URL of http or https'],
    ['DAYBOOK_FILES', 'http://', 'a URL of http or https'],
    ['DAYBOOK_FILES', 's3://files', 'a URL of http or https'],
  ])('%s=%s is refused by name, with what was expected', (variable, value, expected) => {
    expect(refusalOf({ [variable]: value })).toMatch(new RegExp(`^${variable}=.* is not valid: expected .*${expected}`));
  });

  it('keeps its credentials to itself where it is refused', () => {
    const files = ['s3://key:hunter2@files:9000', 'key:hunter2@files:9000', 's3://key:hunt/er2@files'];
    for (const value of files) expect(refusalOf({ DAYBOOK_FILES: value })).toMatch(/^DAYBOOK_FILES=(s3:\/\/)?\[secret\]@files/);
    for (const name of ['DAYBOOK_LOG', 'DAYBOOK_VIEWS', 'DAYBOOK_VEIWS']) expect(refusalOf({ [name]: 'http://user:hunter2@host' })).not.toContain('hunter2');
  });
});
