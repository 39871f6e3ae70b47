import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('answers the value once the assertion holds', async () => {
    let tries = 0;
    const value = await eventually(() => {
      tries += 1;
      expect(tries).toBe(3);
      return 'done';
    });
    expect(value).toBe('done');
  });

  it('throws the last failure when time is up', async () => {
    await expect(eventually(() => Promise.reject(new Error('still wrong')), 0)).rejects.toThrow('still wrong');
  });
});
