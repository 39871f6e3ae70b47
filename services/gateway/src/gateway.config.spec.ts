import { describe, expect, it } from '@jest/globals';
import { gatewayConfigFrom } from './gateway.config.js';

describe('the settings of the gateway', () => {
  it('have a base URL for each service', () => {
    const { upstreams } = gatewayConfigFrom({ DAYBOOK_UPSTREAM_TRAINING_ORCHESTRATOR: 'https://training.example:8443/' });
    expect(upstreams).toMatchObject({ versioning: 'http://versioning:8080', 'training-orchestrator': 'https://training.example:8443' });
  });

  it('may have several instances of a service', () => {
    const { upstreams } = gatewayConfigFrom({ DAYBOOK_UPSTREAM_AUDIT: 'http://a:1/, http://b:2' });
    expect(upstreams.audit).toBe('http://a:1,http://b:2');
  });

  it.each(['http://a:1,', 'versioning', 'ftp://versioning', 'http://versioning/v1', 'http://user@versioning'])('refuse %s', (url) => {
    expect(() => gatewayConfigFrom({ DAYBOOK_UPSTREAM_VERSIONING: url })).toThrow(/DAYBOOK_UPSTREAM_VERSIONING/);
  });
});
