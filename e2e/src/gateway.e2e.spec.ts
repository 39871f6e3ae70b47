import { describe } from '@jest/globals';
import { GatewayProcess } from './harness/gateway.process.js';
import { tellMainJob } from './stories/main-job.story.js';

describe('the main job, through the gateway', () => tellMainJob(new GatewayProcess()));
