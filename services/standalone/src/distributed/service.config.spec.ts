import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fleetConfigFrom } from './fleet.config.js';
import { brokersOf, serviceConfigFrom, serviceSettings } from './service.config.js';

const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
const ofServers = /^DAYBOOK_(EVENT_STORE|MONGO|KAFKA|TOPIC|S3)_/;

describe('the settings of a service of its own', () => {
  it('are listed in the README, with their meanings and their defaults, which are secret nowhere', () => {
    const rows = Object.values(serviceSettings)
      .filter(({ variable }) => ofServers.test(variable))
      .map(({ variable, fallback, description }) => `| \`${variable}\` | ${fallback === '' ? '' : `\`${String(fallback)}\``} | ${description} |`);
    const section = readme.split('## On Kafka, KurrentDB and MongoDB')[1]?.split('\n## ')[0] ?? '';
    expect(section.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
  });

  it('stop the start with every problem at once, and show no secret', () => {
    const env = { DAYBOOK_PORT: 'x', DAYBOOK_S3_SECRET_ACCESS_KEY: '', DAYBOOK_DATA_DIR: '/data' };
    expect(() => serviceConfigFrom(env)).toThrow(/DAYBOOK_PORT=x[\s\S]*DAYBOOK_S3_SECRET_ACCESS_KEY=\[secret\][\s\S]*DAYBOOK_DATA_DIR/);
  });

  it('stop the start with every address that can never be, by its name', () => {
    const env = { DAYBOOK_EVENT_STORE_URL: 'http://foo', DAYBOOK_MONGO_URL: 'foo', DAYBOOK_KAFKA_BROKERS: 'foo', DAYBOOK_S3_ENDPOINT: 'foo' };
    expect(() => serviceConfigFrom(env)).toThrow(
      /DAYBOOK_EVENT_STORE_URL=\[secret\] .*kurrentdb:\/\/[\s\S]*DAYBOOK_MONGO_URL=\[secret\] .*mongodb:\/\/[\s\S]*DAYBOOK_KAFKA_BROKERS=foo .*host:port[\s\S]*DAYBOOK_S3_ENDPOINT=foo .*http/,
    );
    expect(() => fleetConfigFrom(env)).toThrow(/DAYBOOK_KAFKA_BROKERS=foo/);
  });

  it('take the brokers one by one, with or without a space', () => {
    expect(brokersOf(serviceConfigFrom({ DAYBOOK_KAFKA_BROKERS: 'a:1, b:2' }))).toEqual(['a:1', 'b:2']);
  });

  it('are those of the whole profile, too, which has engines beside', () => {
    expect(fleetConfigFrom({ DAYBOOK_KAFKA_BROKERS: 'a:1', DAYBOOK_TRAINING_ENGINES: '3' })).toMatchObject({ kafkaBrokers: 'a:1', trainingEngines: 3 });
  });

  it('say what of Kafka does not fit together, and do not go in without proof where a user is named', () => {
    const problems = (env: NodeJS.ProcessEnv) => () => serviceConfigFrom(env);
    expect(problems({ DAYBOOK_KAFKA_TLS: '/nowhere/ca.pem', DAYBOOK_KAFKA_SASL_MECHANISM: 'plain' })).toThrow(
      /DAYBOOK_KAFKA_TLS=\/nowhere[\s\S]*DAYBOOK_KAFKA_SASL_USERNAME[\s\S]*DAYBOOK_KAFKA_SASL_PASSWORD/,
    );
    expect(problems({ DAYBOOK_KAFKA_SASL_USERNAME: 'a' })).toThrow(/DAYBOOK_KAFKA_SASL_MECHANISM=none/);
    expect(problems({ DAYBOOK_KAFKA_REPLICATION: '0' })).toThrow(/DAYBOOK_KAFKA_REPLICATION=0/);
    expect(serviceConfigFrom({ DAYBOOK_KAFKA_REPLICATION: '3', DAYBOOK_KAFKA_TLS: 'on' })).toMatchObject({ kafkaReplication: 3, kafkaTls: 'on' });
  });
});
