import { describe, expect, it } from '@jest/globals';
import { ViewsUnavailable } from '@daybook/views';
import { viewsOrLog } from './views-or-log.js';

const away = () => Promise.reject(new ViewsUnavailable(new Error('no server')));
const never = () => new Promise<string>(() => undefined);
const nobody = () => Promise.reject(new Error('nobody asks the log'));

describe('A question to which the views have the better answer', () => {
  it('is answered by the views, also when they know of nothing', async () => {
    expect(await viewsOrLog(async () => 'shown', nobody)).toBe('shown');
    expect(await viewsOrLog(async () => null, nobody)).toBeNull();
  });

  it('is answered by the log when they are away, or keep one waiting', async () => {
    expect(await viewsOrLog(away, async () => 'logged')).toBe('logged');
    expect(await viewsOrLog(never, async () => 'logged')).toBe('logged');
  });

  it('is not answered by no when they are away and the log knows of nothing', async () => {
    await expect(viewsOrLog(away, async () => null)).rejects.toBeInstanceOf(ViewsUnavailable);
  });

  it('waits for them when the log knows of nothing', async () => {
    const slow = () => new Promise<string>((resolve) => setTimeout(resolve, 1500, 'shown'));
    expect(await viewsOrLog(slow, async () => null)).toBe('shown');
  });

  it('is not answered where they fail for another reason', async () => {
    await expect(viewsOrLog(() => Promise.reject(new Error('a defect')), async () => 'logged')).rejects.toThrow('a defect');
  });
});
