/** Executed once, answered for ever, also when another request changes the books between rehearsal and performance. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { answerOnce, type OnceRequest } from './answer-once.ts';

let store: Store;

beforeEach(() => {
  store = openStore(':memory:');
});
afterEach(() => store.close());

const requestWith = (changes: Partial<OnceRequest<number>> = {}): OnceRequest<number> => ({
  kind: 'authReq',
  sender: 'sender',
  rrpid: 'rrpid',
  requestDigest: 'digest',
  at: 1000,
  execute: () => store.authorizations.nextTrace(),
  answer: async (outcome) => `answer ${outcome}`,
  ...changes,
});

describe('a request', () => {
  test('is executed once and answered with the same bytes after', async () => {
    expect(await answerOnce(store, requestWith())).toEqual({ answer: 'answer 1', outcome: 1 });
    expect(await answerOnce(store, requestWith())).toEqual({ answer: 'answer 1', outcome: undefined });
    expect(store.authorizations.nextTrace()).toBe(2);
  });

  test('whose outcome changes before it is performed is answered anew', async () => {
    const signed: number[] = [];
    const { answer } = await answerOnce(
      store,
      requestWith({
        answer: async (outcome) => {
          signed.push(outcome);
          if (signed.length === 1) store.authorizations.nextTrace();
          return `answer ${outcome}`;
        },
      }),
    );
    expect(signed).toEqual([1, 2]);
    expect(answer).toBe('answer 2');
    expect(store.answers.find('sender', 'rrpid')?.answer).toBe('answer 2');
    expect(store.authorizations.nextTrace()).toBe(3);
  });

  test('that was performed by another meanwhile gets that answer', async () => {
    const { answer, outcome } = await answerOnce(
      store,
      requestWith({
        answer: async () => {
          await answerOnce(store, requestWith({ answer: async () => 'first' }));
          return 'second';
        },
      }),
    );
    expect({ answer, outcome }).toEqual({ answer: 'first', outcome: undefined });
    expect(store.authorizations.nextTrace()).toBe(2);
  });

  test('whose outcome never stands still gives up and changes nothing', async () => {
    let disturbances = 0;
    const restless = requestWith({
      answer: async () => {
        disturbances += 1;
        return `answer ${store.authorizations.nextTrace()}`;
      },
    });
    await expect(answerOnce(store, restless)).rejects.toMatchObject({ code: 'ERR_GATEWAY_BUSY' });
    expect(store.answers.find('sender', 'rrpid')).toBeUndefined();
    expect(store.authorizations.nextTrace()).toBe(disturbances + 1);
  });

  test('that fails while it is signed leaves nothing', async () => {
    const failing = requestWith({
      answer: async () => {
        throw new Error('no key');
      },
    });
    await expect(answerOnce(store, failing)).rejects.toThrow('no key');
    expect(store.authorizations.nextTrace()).toBe(1);
  });

  test('with other bytes under the same RRPID is refused', async () => {
    await answerOnce(store, requestWith());
    await expect(answerOnce(store, requestWith({ requestDigest: 'other' }))).rejects.toMatchObject({
      code: 'ERR_RRPID_REUSED',
    });
  });

  test('with the RRPID of another sender is its own', async () => {
    await answerOnce(store, requestWith());
    const { answer } = await answerOnce(store, requestWith({ sender: 'other', requestDigest: 'other' }));
    expect(answer).toBe('answer 2');
  });
});

describe('the stored answers', () => {
  test('are forgotten by age', async () => {
    await answerOnce(store, requestWith());
    store.answers.purge(1000);
    expect(store.answers.findByDigest('authReq', 'digest')).toBe('answer 1');
    store.answers.purge(1001);
    expect(store.answers.findByDigest('authReq', 'digest')).toBeUndefined();
  });

  test('of one kind of message answer no other', async () => {
    await answerOnce(store, requestWith());
    expect(store.answers.findByDigest('capReq', 'digest')).toBeUndefined();
  });
});
