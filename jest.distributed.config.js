import embedded from './jest.config.js';

/** The stories that need Kafka, MongoDB, an event log and S3, each service being a process of its own. */
export default {
  ...embedded,
  roots: ['<rootDir>/e2e'],
  testMatch: ['**/src/distributed/**/*.e2e.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
