import { describe } from '@jest/globals';
import { StandaloneProcess } from './harness/standalone.process.js';
import { tellMainJob } from './stories/main-job.story.js';

describe('the main job, in one process', () => tellMainJob(new StandaloneProcess()));
