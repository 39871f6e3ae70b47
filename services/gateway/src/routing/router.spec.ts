import { describe, expect, it } from '@jest/globals';
import { Router } from './router.js';
import { routingRules } from './routing.table.js';

describe('the owner of a path', () => {
  const router = new Router(routingRules);
  const ownerOf = (url: string) => router.ruleFor(url)?.owner;

  it.each([
    ['/v1/repositories', 'repository'],
    ['/v1/repositories/penguins', 'repository'],
    ['/v1/repositories/penguins/default-version', 'repository'],
    ['/v1/repositories/penguins/versions?limit=3', 'versioning'],
    ['/v1/repositories/penguins/versions/latest', 'versioning'],
    ['/v1/repositories/penguins/versions/1/events', 'versioning'],
    ['/v1/repositories/penguins/versions/1/learning-curves', 'training-orchestrator'],
    ['/v1/repositories/penguins/deployments', 'deployment'],
    ['/v1/deployments/live/predict', 'deployment'],
    ['/v1/datasets/4f/rows', 'repository'],
    ['/v1/engines/training-1/drain', 'training-orchestrator'],
    ['/v1/events?after=4', 'audit'],
  ])('%s is of %s', (url, owner) => expect(ownerOf(url)).toBe(owner));

  it('is decided by whole segments', () => {
    expect(ownerOf('/v1/repositories/versions')).toBe('repository');
    expect(ownerOf('/v1/repositories/a%2Fversions')).toBe('repository');
    expect(ownerOf('/v1/repositories/a/versionsandmore')).toBe('repository');
    expect(ownerOf('/v1/queues')).toBeUndefined();
  });

  it('is nobody for what no service serves', () => {
    expect(ownerOf('/')).toBeUndefined();
    expect(ownerOf('/v2/repositories')).toBeUndefined();
    expect(ownerOf('/v1/repositories.json')).toBeUndefined();
  });
});
