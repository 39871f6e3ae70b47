import { describe, expect, it } from '@jest/globals';
import { instancesOf, instancesSetting } from './instances.setting.js';

describe('the number of instances', () => {
  it('is one for a service that is not named', () => {
    const setting = instancesSetting.parse('versioning=4, repository=2') ?? '';
    expect([instancesOf(setting, 'versioning'), instancesOf(setting, 'repository'), instancesOf(setting, 'audit')]).toEqual([4, 2, 1]);
    expect(instancesOf(instancesSetting.fallback, 'versioning')).toBe(1);
  });

  it.each(['versioning', 'versioning=0', 'versioning=9', 'nobody=2', 'versioning=2,'])('is not read from %s', (text) => {
    expect(instancesSetting.parse(text)).toBeUndefined();
  });
});
