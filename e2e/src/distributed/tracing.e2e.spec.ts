import { describeWith } from '@daybook/testing';
import { tellTracing } from '../stories/tracing.story.js';
import { FleetProcess } from './harness/fleet.process.js';
import { ownPlace, type Servers } from './harness/server.settings.js';

const parts = ['kafka', 'mongo', 's3', 'log-server'] as const;
const place = `tracing-${Date.now().toString(36)}`;

await describeWith(parts, 'the trace of one request through all services', (...servers) => {
  const [kafka, mongo, s3, log] = servers as unknown as [Servers['kafka'], Servers['mongo'], Servers['s3'], Servers['log']];
  tellTracing({
    begin: (settings) => new FleetProcess(() => ({ ...ownPlace({ kafka, mongo, s3, log }, place), ...settings })),
    handedOn: (type) => [`relay ${type}`],
    before: ['POST /v1/repositories/:repo/versions/*'],
    services: { asked: 'daybook-versioning', reacting: 'daybook-training-orchestrator' },
  });
});
