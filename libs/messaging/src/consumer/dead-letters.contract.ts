import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { letterOf } from '../fixtures/letter.fixture.js';
import type { DeadLetter, DeadLetters } from './dead-letters.port.js';

/** A store of dead letters; each `open` is what another process, or the same one later, has of it. */
export type DeadLetterStore = Readonly<{ open: () => Promise<{ deadLetters: DeadLetters }>; close: () => Promise<void> }>;

const at = '2026-01-02T00:00:00.000Z';
const failure = { errorCode: 'unwell', message: 'not today', stack: 'at noon' };
const lane = { consumer: 'c', kind: 'fact', key: 'k' } as const;

/** What every store of dead letters keeps; `create` answers one that is empty. */
export const deadLettersContract = (create: () => Promise<DeadLetterStore>): void => {
  let store: DeadLetterStore;
  let letters: DeadLetters;
  beforeEach(async () => {
    store = await create();
    ({ deadLetters: letters } = await store.open());
  });
  afterEach(() => store.close());

  const add = async (...added: readonly DeadLetter[]): Promise<void> => {
    for (const letter of added) await letters.add(letter);
  };
  const listed = async (of: DeadLetters = letters): Promise<readonly string[]> => (await of.list({ limit: 100 })).items.map(({ id }) => id);

  it('knows nothing where nothing failed', async () => {
    expect(await letters.list({ limit: 10 })).toEqual({ items: [], nextCursor: null });
    expect([await letters.find('1'), await letters.firstOf(lane)]).toEqual([null, null]);
    expect([await letters.heldKeys('c', 'fact'), await letters.counts()]).toEqual([new Map(), []]);
  });

  it('gives a letter back as it was, whatever characters it has', async () => {
    const odd = letterOf({ id: 'a.$b"]\n', consumer: '$c.', key: 'k.$"\u0000☂', failure, reason: 'failed', attempts: 5 });
    await add(odd);
    expect(await letters.find(odd.id)).toEqual(odd);
    expect((await letters.list({ limit: 1 })).items).toEqual([odd]);
    expect(await letters.firstOf({ consumer: '$c.', kind: 'fact', key: odd.message.key })).toEqual(odd);
  });

  it('keeps the first letter of several with one id, also when processes add it at once', async () => {
    const others = (await Promise.all([store.open(), store.open(), store.open()])).map(({ deadLetters }) => deadLetters);
    expect(await letters.add(letterOf({ id: '1', attempts: 2 }))).toBe(true);
    const again = await Promise.all(others.map((other) => other.add(letterOf({ id: '1', attempts: 9 }))));
    expect(again).toEqual([true, true, true]);
    expect(await Promise.all(others.map((other) => other.add(letterOf({ id: '2' }))))).toEqual([true, true, true]);
    expect(await listed()).toEqual(['1', '2']);
    expect(await letters.find('1')).toMatchObject({ attempts: 2 });
  });

  it('lists the oldest first, whatever their places in the log, page after page, also of one consumer', async () => {
    await add(...[5, 3, 4, 1].map((position) => letterOf({ id: `${position}`, position, consumer: position === 4 ? 'other' : 'c' })));
    const first = await letters.list({ limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['5', '3']);
    const second = await letters.list({ limit: 2, after: first.nextCursor ?? '' });
    expect([second.items.map(({ id }) => id), second.nextCursor]).toEqual([['4', '1'], null]);
    const ofOne = await letters.list({ limit: 2, consumer: 'c' });
    expect(ofOne.items.map(({ id }) => id)).toEqual(['5', '3']);
    expect((await letters.list({ limit: 2, consumer: 'c', after: ofOne.nextCursor ?? '' })).items.map(({ id }) => id)).toEqual(['1']);
  });

  it('goes on with a page where it was, although letters were settled and added meanwhile', async () => {
    await add(...['1', '2', '3', '4'].map((id) => letterOf({ id })));
    const { nextCursor } = await letters.list({ limit: 2 });
    await letters.applied('2');
    await letters.discarded('3', 'otto', 'wrong', at);
    await add(letterOf({ id: '5' }));
    expect((await letters.list({ limit: 2, after: nextCursor ?? '' })).items.map(({ id }) => id)).toEqual(['4', '5']);
  });

  it('finds the first of a lane by its place in the log, whoever wrote it down first', async () => {
    await add(letterOf({ id: '20', position: 20 }), letterOf({ id: '3', position: 3 }), letterOf({ id: '100', position: 100 }));
    const firsts: (string | undefined)[] = [];
    for (let first = await letters.firstOf(lane); first !== null; first = await letters.firstOf(lane)) {
      firsts.push(first.id);
      await letters.applied(first.id);
    }
    expect(firsts).toEqual(['3', '20', '100']);
  });

  it('finds the first of a lane that is not in the log by when it was added', async () => {
    const reports = { kind: 'engine-report', position: null } as const;
    await add(...['z', 'a', 'm'].map((id) => letterOf({ id, ...reports })));
    expect(await letters.firstOf({ ...lane, kind: 'engine-report' })).toMatchObject({ id: 'z' });
    await letters.applied('z');
    expect(await letters.firstOf({ ...lane, kind: 'engine-report' })).toMatchObject({ id: 'a' });
    expect(await letters.heldKeys('c', 'engine-report')).toEqual(new Map([['k', 0]]));
  });

  it('tells lanes apart by consumer, kind and key', async () => {
    await add(letterOf({ id: '1', consumer: 'other' }), letterOf({ id: '2', key: 'j' }), letterOf({ id: '3', kind: 'engine-report' }));
    expect(await letters.firstOf(lane)).toBeNull();
    expect(await letters.firstOf({ ...lane, key: 'j' })).toMatchObject({ id: '2' });
    expect(await letters.heldKeys('c', 'fact')).toEqual(new Map([['j', 1]]));
    const counts = (await letters.counts()).toSorted((a, b) => a.consumer.localeCompare(b.consumer) || a.kind.localeCompare(b.kind));
    expect(counts).toEqual([
      { consumer: 'c', kind: 'engine-report', letters: 1 },
      { consumer: 'c', kind: 'fact', letters: 1 },
      { consumer: 'other', kind: 'fact', letters: 1 },
    ]);
  });

  it('holds a key until the last of its letters has gone, and says how far they reach', async () => {
    await add(...[7, 20, 100].map((position) => letterOf({ id: `${position}`, position })));
    expect(await letters.heldKeys('c', 'fact')).toEqual(new Map([['k', 100]]));
    await letters.applied('7');
    await letters.discarded('100', 'otto', 'wrong', at);
    expect(await letters.heldKeys('c', 'fact')).toEqual(new Map([['k', 20]]));
    await letters.applied('20');
    expect([await letters.heldKeys('c', 'fact'), await letters.firstOf(lane)]).toEqual([new Map(), null]);
  });

  it('holds no key for a letter that was set aside', async () => {
    await add(letterOf({ id: '1', onFailure: 'set-aside', key: '' }));
    expect([await letters.heldKeys('c', 'fact'), await letters.firstOf({ ...lane, key: '' })]).toEqual([new Map(), null]);
    expect([await listed(), await letters.counts()]).toEqual([['1'], [{ consumer: 'c', kind: 'fact', letters: 1 }]]);
  });

  it('remembers further tries of a letter, which keeps its place', async () => {
    await add(letterOf({ id: '1', reason: 'parked', attempts: 0 }), letterOf({ id: '2' }));
    await letters.failedAgain('1', failure, 3, at);
    await letters.failedAgain('1', { ...failure, message: 'nor tomorrow' }, 2, at);
    const { firstAt } = letterOf({ id: '1' });
    expect(await letters.find('1')).toMatchObject({ reason: 'failed', attempts: 5, failure: { message: 'nor tomorrow' }, firstAt, lastAt: at });
    expect([await listed(), (await letters.firstOf(lane))?.id]).toEqual([['1', '2'], '1']);
  });

  it('lets an applied letter go, so that the same message may fail anew', async () => {
    await add(letterOf({ id: '1' }));
    await letters.applied('1');
    expect([await letters.find('1'), await listed(), await letters.counts()]).toEqual([null, [], []]);
    await letters.failedAgain('1', failure, 1, at);
    await letters.discarded('1', 'otto', 'wrong', at);
    expect(await letters.find('1')).toBeNull();
    expect(await letters.add(letterOf({ id: '1' }))).toBe(true);
  });

  it('remembers a discarded letter, whatever comes after', async () => {
    await add(letterOf({ id: '1' }));
    await letters.discarded('1', 'otto', 'wrong', at);
    await letters.applied('1');
    await letters.failedAgain('1', failure, 1, at);
    expect(await letters.add(letterOf({ id: '1' }))).toBe(false);
    expect([await letters.find('1'), await letters.firstOf(lane), await listed()]).toEqual([null, null, []]);
  });

  it('settles a letter once when one process applies it and another discards it', async () => {
    const { deadLetters: other } = await store.open();
    await add(letterOf({ id: '1', position: 1 }), letterOf({ id: '2', position: 2 }));
    await Promise.all([letters.applied('1'), other.discarded('1', 'otto', 'wrong', at), other.applied('1')]);
    expect([await listed(), await listed(other)]).toEqual([['2'], ['2']]);
    expect(await other.heldKeys('c', 'fact')).toEqual(new Map([['k', 2]]));
  });

  it('keeps letters, their order and what became of them for a process that comes later', async () => {
    await add(...['3', '1', '2', '4'].map((id) => letterOf({ id, position: Number(id) })));
    await letters.failedAgain('1', failure, 4, at);
    await letters.discarded('4', 'otto', 'wrong', at);
    const { deadLetters: later } = await store.open();
    await later.add(letterOf({ id: '0', position: 9 }));
    expect(await listed(later)).toEqual(['3', '1', '2', '0']);
    expect(await later.firstOf(lane)).toMatchObject({ id: '1', attempts: 5, failure });
    expect(await later.heldKeys('c', 'fact')).toEqual(new Map([['k', 9]]));
    expect(await later.add(letterOf({ id: '4' }))).toBe(false);
  });
};
