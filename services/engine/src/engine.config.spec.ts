import { describe, expect, it } from '@jest/globals';
import { engineConfigFrom, InvalidEngineConfig } from './engine.config.js';

const least = { DAYBOOK_ENGINE_ID: 'e1', DAYBOOK_ENGINE_KIND: 'training', DAYBOOK_ARTIFACTS_DIR: '/data/artifacts' };
const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    engineConfigFrom(env);
  } catch (error) {
    return (error as InvalidEngineConfig).problems;
  }
  return [];
};

describe('The configuration of an engine', () => {
  it('needs to know who it is, what it does, and where artifacts are', () => {
    expect(engineConfigFrom(least)).toEqual({
      engineId: 'e1',
      kind: 'training',
      driver: 'builtin',
      slots: 1,
      artifacts: { kind: 'directory', directory: '/data/artifacts' },
      kafka: null,
      heartbeatMs: 3000,
      logLevel: 'warn',
      servingHost: '127.0.0.1',
      servingPort: 0,
      servingUrl: null,
      healthPort: 0,
    });
  });

  it('may be reached over Kafka, and find artifacts in a bucket, of which it must know everything', () => {
    const { DAYBOOK_ARTIFACTS_DIR: _, ...alone } = least;
    const kafka = { DAYBOOK_KAFKA_BROKERS: 'a:9092, b:9092' };
    const s3 = {
      DAYBOOK_S3_ENDPOINT: 'http://s3',
      DAYBOOK_S3_REGION: 'eu',
      DAYBOOK_S3_BUCKET: 'models',
      DAYBOOK_S3_ACCESS_KEY_ID: 'id',
      DAYBOOK_S3_SECRET_ACCESS_KEY: 'secret',
    };
    const bucket = { endpoint: 'http://s3', region: 'eu', bucket: 'models', accessKeyId: 'id', secretAccessKey: 'secret', forcePathStyle: true };
    expect(engineConfigFrom({ ...alone, ...kafka, ...s3 })).toMatchObject({
      artifacts: { kind: 's3', bucket },
      kafka: { brokers: ['a:9092', 'b:9092'], topicPrefix: 'daybook', security: { tls: null, sasl: null } },
    });
    const secured = { DAYBOOK_KAFKA_TLS: 'on', DAYBOOK_KAFKA_SASL_MECHANISM: 'plain', DAYBOOK_KAFKA_SASL_USERNAME: 'e', DAYBOOK_KAFKA_SASL_PASSWORD: 'p' };
    const security = { tls: { ca: null }, sasl: { mechanism: 'plain', username: 'e', password: 'p' } };
    expect(engineConfigFrom({ ...alone, ...kafka, ...s3, ...secured })).toMatchObject({ kafka: { security } });
    expect(problemsOf({ ...alone, ...kafka, ...s3, ...secured, DAYBOOK_KAFKA_TLS: '/none', DAYBOOK_KAFKA_SASL_PASSWORD: '' })).toEqual([
      'DAYBOOK_KAFKA_TLS must be on, off, or a file of certificates that can be read',
      'DAYBOOK_KAFKA_SASL_PASSWORD must be a password, for plain',
    ]);
    expect(problemsOf({ ...alone, DAYBOOK_S3_BUCKET: 'models' })).toEqual([
      'DAYBOOK_S3_ENDPOINT is missing',
      'DAYBOOK_S3_REGION is missing',
      'DAYBOOK_S3_ACCESS_KEY_ID is missing',
      'DAYBOOK_S3_SECRET_ACCESS_KEY is missing',
    ]);
  });

  it('knows addresses that can never be', () => {
    const s3 = { DAYBOOK_S3_REGION: 'eu', DAYBOOK_S3_BUCKET: 'models', DAYBOOK_S3_ACCESS_KEY_ID: 'id', DAYBOOK_S3_SECRET_ACCESS_KEY: 'secret' };
    expect(problemsOf({ ...least, ...s3, DAYBOOK_KAFKA_BROKERS: 'kafka', DAYBOOK_S3_ENDPOINT: 'key:hunter2@s3:9000' })).toEqual([
      'DAYBOOK_KAFKA_BROKERS must be host:port, or several separated by commas, with ports from 1 to 65535',
      'DAYBOOK_S3_ENDPOINT must be a URL of http or https',
    ]);
  });

  it('names everything that is wrong at once', () => {
    expect(() => engineConfigFrom({})).toThrow(InvalidEngineConfig);
    expect(problemsOf({ DAYBOOK_ENGINE_SLOTS: 'two' })).toEqual([
      'DAYBOOK_ENGINE_KIND must be training or serving',
      'DAYBOOK_ENGINE_ID is missing',
      'DAYBOOK_ENGINE_SLOTS must be a whole number from 1 to 256, found two',
      'DAYBOOK_ARTIFACTS_DIR is missing',
    ]);
  });

  it.each([
    ['DAYBOOK_ENGINE_SLOTS', '0'],
    ['DAYBOOK_ENGINE_SLOTS', '1.5'],
    ['DAYBOOK_ENGINE_HEARTBEAT_MS', '10'],
    ['DAYBOOK_LOG_LEVEL', 'loud'],
    ['DAYBOOK_ENGINE_SERVING_PORT', '65536'],
    ['DAYBOOK_ENGINE_SERVING_PORT', '-1'],
    ['DAYBOOK_ENGINE_HEALTH_PORT', '65536'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ ...least, [name]: value })).toEqual([expect.stringContaining(name)]);
  });

  it('must say how it is reached where it listens on every address', () => {
    const everywhere = { ...least, DAYBOOK_ENGINE_SERVING_HOST: '0.0.0.0' };
    expect(problemsOf(everywhere)).toEqual([expect.stringContaining('DAYBOOK_ENGINE_SERVING_URL must say')]);
    expect(problemsOf({ ...least, DAYBOOK_ENGINE_SERVING_URL: 'serving:8090' })).toEqual([expect.stringContaining('found serving:8090')]);
    const reached = { ...everywhere, DAYBOOK_ENGINE_SERVING_URL: 'http://serving:8090' };
    expect(engineConfigFrom(reached)).toMatchObject({ servingHost: '0.0.0.0', servingUrl: 'http://serving:8090' });
  });

  it('takes a variable that is set to nothing as not set', () => {
    expect(engineConfigFrom({ ...least, DAYBOOK_ENGINE_SLOTS: '', DAYBOOK_ENGINE_HEARTBEAT_MS: ' ' })).toMatchObject({
      slots: 1,
      heartbeatMs: 3000,
      logLevel: 'warn',
    });
  });
});
