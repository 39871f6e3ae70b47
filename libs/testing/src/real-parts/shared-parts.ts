import type { RealPartName, StartedPart } from './part-protocol.js';

const variables: Readonly<Partial<Record<RealPartName, string>>> = {
  kafka: 'DAYBOOK_TEST_KAFKA_BROKERS',
  mongo: 'DAYBOOK_TEST_MONGO_URL',
  s3: 'DAYBOOK_TEST_S3_ENDPOINT',
  'log-server': 'DAYBOOK_TEST_EVENT_STORE_URL',
};

/** The server that the environment names for a part, which others may be using too; null when it names none. */
export const sharedPart = (name: RealPartName, environment: NodeJS.ProcessEnv = process.env): StartedPart | null => {
  const url = environment[variables[name] ?? ''];
  if (url === undefined || url === '') return null;
  return { url, ports: {}, credentials: name === 's3' ? s3Credentials(environment) : null };
};

const s3Credentials = ({ DAYBOOK_TEST_S3_ACCESS_KEY_ID = '', DAYBOOK_TEST_S3_SECRET_ACCESS_KEY = '' }: NodeJS.ProcessEnv) => ({
  accessKeyId: DAYBOOK_TEST_S3_ACCESS_KEY_ID,
  secretAccessKey: DAYBOOK_TEST_S3_SECRET_ACCESS_KEY,
});
