import { describe, expect, it } from '@jest/globals';
import { gatewayConfigFrom } from './gateway.config.js';

describe('the settings of the gateway', () => {
  it('have a base URL for each service', () => {
    const { upstreams } = gatewayConfigFrom({ DAYBOOK_UPSTREAM_TRAINING_ORCHESTRATOR: 'https://training.example:8443/' });
    expect(upstreams).toMatchObject({ versioning: 'http://versioning:8080', 'training-orchestrator': 'https://training.example:8443' });
  });

  it.each(['versioning', 'ftp://versioning', 'http://versioning/v1', 'http://user@versioning'])('refuse %s', (url) => {
    expect(() => gatewayConfigFrom({ DAYBOOK_UPSTREAM_VERSIONING: url })).toThrow(/DAYBOOK_UPSTREAM_VERSIONING/);
  });
});
