import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { MongoLink } from '@daybook/mongodb';
import { describeWithLocal, eventually, FaultProxy } from '@daybook/testing';
import { PauseGate } from '../consumer/pause-gate.js';
import { MongoLaneTurns } from './mongo-lane-turns.js';

const lane = { consumer: 'c', kind: 'fact', key: 'a.$b"]' } as const;
const leaseMs = 1000;
const waitMs = 60_000;
const { signal } = new AbortController();

await describeWithLocal(['mongo', 'toxiproxy'], 'turns with the letters of a lane', (mongo, toxiproxy) => {
  let path: string;
  let links: MongoLink[];
  let did: string[];

  const process = async (address = new URL(mongo.url).host): Promise<MongoLaneTurns> => {
    const url = new URL(mongo.url);
    url.host = address;
    url.pathname = path;
    const link = await MongoLink.connect(url.href);
    links.push(link);
    return new MongoLaneTurns(link, leaseMs);
  };
  const doing = (what: string, gate = new PauseGate()) => async (): Promise<void> => {
    did.push(`${what} begins`);
    await gate.pass();
    did.push(`${what} ends`);
  };
  const closed = (): PauseGate => {
    const gate = new PauseGate();
    gate.close();
    return gate;
  };

  beforeEach(() => {
    path = `/turns-${randomUUID()}`;
    links = [];
    did = [];
  });
  afterEach(() => Promise.all(links.map((link) => link.close())), waitMs);

  it('are had by one process at a time, however long one works and however many wait', async () => {
    const turns = await Promise.all([process(), process(), process(), process()]);
    let working = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      working += 1;
      most = Math.max(most, working);
      await new Promise((resolve) => setTimeout(resolve, 2 * leaseMs));
      working -= 1;
    };
    expect(await Promise.all(turns.map((one) => one.take(lane, signal, work)))).toEqual([true, true, true, true]);
    expect(most).toBe(1);
  }, waitMs);

  it('hinder no other lane, and none that was at work before', async () => {
    const [one, other] = [await process(), await process()];
    const gate = closed();
    const held = one.take(lane, signal, doing('k', gate));
    await other.take({ ...lane, key: 'j' }, signal, doing('j'));
    await other.take({ ...lane, consumer: 'd' }, signal, doing('d'));
    await other.take({ ...lane, kind: 'engine-report' }, signal, doing('report'));
    gate.reopen();
    await held;
    expect(did.filter((what) => what.endsWith('ends'))).toEqual(['j ends', 'd ends', 'report ends', 'k ends']);
  }, waitMs);

  it('end with a task that fails, whose error is the answer', async () => {
    const [one, other] = [await process(), await process()];
    await expect(one.take(lane, signal, () => Promise.reject(new Error('not today')))).rejects.toThrow('not today');
    expect(await other.take(lane, signal, doing('next'))).toBe(true);
  }, waitMs);

  it('are not waited for any longer than the signal allows', async () => {
    const [one, other] = [await process(), await process()];
    const gate = closed();
    const held = one.take(lane, signal, doing('first', gate));
    await eventually(() => expect(did).toEqual(['first begins']));
    const stopping = new AbortController();
    const waiting = other.take(lane, stopping.signal, doing('second'));
    stopping.abort();
    expect(await waiting).toBe(false);
    gate.reopen();
    await held;
    expect(did).toEqual(['first begins', 'first ends']);
  }, waitMs);

  it('are lost by a process that cannot renew them, which hears of it before another begins', async () => {
    const wire = await FaultProxy.before(mongo, toxiproxy);
    const [cutOff, other] = [await process(wire.address), await process()];
    const lost = cutOff.take(lane, signal, async (own) => {
      did.push('first begins');
      if (!own.aborted) await new Promise((resolve) => own.addEventListener('abort', resolve, { once: true }));
      did.push('first hears');
    });
    await eventually(() => expect(did).toEqual(['first begins']));
    await wire.cut();
    expect(await other.take(lane, signal, doing('second'))).toBe(true);
    expect(did).toEqual(['first begins', 'first hears', 'second begins', 'second ends']);
    await wire.heal();
    await lost;
  }, waitMs);
});
