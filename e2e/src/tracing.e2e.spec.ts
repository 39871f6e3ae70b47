import { describe } from '@jest/globals';
import { StandaloneProcess } from './harness/standalone.process.js';
import { tellTracing } from './stories/tracing.story.js';

describe('the trace of one request', () => {
  tellTracing({
    begin: (settings) => new StandaloneProcess(settings),
    handedOn: () => [],
    before: [],
    services: { asked: 'daybook-standalone', reacting: 'daybook-standalone' },
  });
});
