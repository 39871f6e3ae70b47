import { describeWithLocal } from '@daybook/testing';
import { tellMainJob } from '../stories/main-job.story.js';
import { FleetProcess } from './harness/fleet.process.js';
import { settingsOf, type Servers } from './harness/server.settings.js';

const parts = ['kafka', 'mongo', 's3', 'log-server'] as const;

await describeWithLocal(parts, 'the main job, each service a process of its own', (...servers) => {
  const [kafka, mongo, s3, log] = servers as unknown as [Servers['kafka'], Servers['mongo'], Servers['s3'], Servers['log']];
  tellMainJob(new FleetProcess(() => settingsOf({ kafka, mongo, s3, log })));
});
