import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Kafka } from 'kafkajs';
import { kafkaClient } from './kafka.client.js';

describe('what a client of Kafka complains of', () => {
  let said: string[];
  let client: Kafka;
  const newClient = (): Kafka => {
    const warn = (message: unknown): unknown => said.push(String(message));
    return kafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'c' }, { log: () => undefined, error: () => undefined, warn });
  };
  const complain = (what: string, of: Kafka = client): void => of.logger().namespace('Connection').warn('Connection error', { error: what });

  beforeEach(() => {
    jest.useFakeTimers();
    said = [];
    client = newClient();
  });
  afterEach(() => void jest.useRealTimers());

  it('is said at once, and the same again after ten seconds, with how often it was so meanwhile', () => {
    for (let times = 0; times < 5; times += 1) complain('ECONNREFUSED');
    expect(said).toEqual(['kafka Connection: Connection error (ECONNREFUSED)']);
    jest.advanceTimersByTime(10_000);
    complain('ECONNREFUSED');
    jest.advanceTimersByTime(10_000);
    complain('ECONNREFUSED');
    expect(said.slice(1)).toEqual(['kafka Connection: Connection error (ECONNREFUSED), and 4 times more since it was said last', 'kafka Connection: Connection error (ECONNREFUSED)']);
  });

  it('is said of each trouble, and by each client', () => {
    complain('ECONNREFUSED');
    complain('ECONNRESET');
    complain('ECONNREFUSED', newClient());
    expect(said).toHaveLength(3);
  });

  it('is remembered of a hundred troubles at most', () => {
    for (let broker = 0; broker <= 100; broker += 1) complain(`ECONNREFUSED ${broker}`);
    for (const broker of [100, 0]) complain(`ECONNREFUSED ${broker}`);
    expect(said).toHaveLength(102);
    expect(said.at(-1)).toContain('ECONNREFUSED 0');
  });
});
