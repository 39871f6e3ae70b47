import { describe, expect, it } from '@jest/globals';
import { InvalidRequest } from '../service-kit.errors.js';
import { commandContextOf } from './command-context.decorator.js';

const contextOf = (
  headers: Record<string, string>,
  body: unknown = { name: 'churn' },
  url = '/v1/repositories',
  method = 'POST',
) => commandContextOf({ method, url, headers, body });

describe('the context of a command', () => {
  it('names who commands, and why in any script', () => {
    const reason = 'Prüfung bestanden ✓';
    const context = contextOf({
      'daybook-actor': encodeURIComponent('user:Zoë'),
      'daybook-reason': encodeURIComponent(reason),
      'daybook-correlation-id': 'c-1',
    });
    expect(context).toMatchObject({ actor: 'user:Zoë', reason, correlationId: 'c-1' });
  });

  it('is anonymous and another command each time, where nothing is said', () => {
    const [first, second] = [contextOf({}), contextOf({})];
    expect(first.actor).toBe('anonymous');
    expect(first).not.toHaveProperty('reason');
    expect(first.commandId).not.toBe(second.commandId);
  });

  it('is the same command under the same key, method and path', () => {
    const key = { 'idempotency-key': 'k-1' };
    const { commandId } = contextOf(key);
    expect(contextOf(key).commandId).toBe(commandId);
    expect(contextOf({ 'idempotency-key': 'k-2' }).commandId).not.toBe(commandId);
    expect(contextOf(key, {}, '/v1/datasets').commandId).not.toBe(commandId);
    expect(contextOf(key, {}, '/v1/repositories', 'PUT').commandId).not.toBe(commandId);
  });

  it('tells apart what is sent under one key, but not the order in which it is written', () => {
    const key = { 'idempotency-key': 'k-1' };
    const { commandDigest } = contextOf(key, { name: 'churn', labels: { a: '1', b: '2' } });
    expect(contextOf(key, { labels: { b: '2', a: '1' }, name: 'churn' }).commandDigest).toBe(commandDigest);
    expect(contextOf(key, { name: 'other', labels: { a: '1', b: '2' } }).commandDigest).not.toBe(commandDigest);
  });

  it('counts the query to the content', () => {
    const [first, second] = ['a', 'b'].map((name) =>
      contextOf({ 'idempotency-key': 'k' }, undefined, `/v1/datasets?name=${name}`),
    );
    expect(first?.commandId).toBe(second?.commandId);
    expect(first?.commandDigest).not.toBe(second?.commandDigest);
  });

  it('refuses a header longer than a name can be', () => {
    expect(() => contextOf({ 'daybook-actor': 'a'.repeat(501) })).toThrow(InvalidRequest);
  });

  it('takes words that are not percent-encoded as they stand', () => {
    expect(contextOf({ 'daybook-reason': '100% sure', 'daybook-actor': 'ops%' })).toMatchObject({ reason: '100% sure', actor: 'ops%' });
  });
});
