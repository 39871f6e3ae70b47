import { describeWith } from '@daybook/testing';
import { tellMainJob } from '../stories/main-job.story.js';
import { FleetProcess } from './harness/fleet.process.js';
import { ownPlace, type Servers } from './harness/server.settings.js';
import { tellForeignReaders } from './stories/foreign-readers.story.js';
import { tellMonitoring } from './stories/monitoring.story.js';
import { tellOrder } from './stories/order.story.js';

const parts = ['kafka', 'mongo', 's3', 'log-server'] as const;
const place = `main-job-${Date.now().toString(36)}`;

await describeWith(parts, 'the main job, each service a process of its own', (...servers) => {
  const [kafka, mongo, s3, log] = servers as unknown as [Servers['kafka'], Servers['mongo'], Servers['s3'], Servers['log']];
  const fleet = new FleetProcess(() => ownPlace({ kafka, mongo, s3, log }, place));
  tellMainJob(fleet);
  tellMonitoring(fleet);
  tellOrder(fleet, kafka, place);
  tellForeignReaders(fleet, kafka, place);
});
