/** A list on its way to the intermediaries: brought at once, again until it is taken, and then not again. */
import type { RevocationList } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { createRevocationPush, type RevocationPush } from './push-revocation.ts';

const [near, far] = ['http://127.0.0.1:8402', 'https://far.example'];
let store: Store;
let list: RevocationList | undefined;
let sent: { url: string; bci: string }[];
let pauses: { ms: number; end: () => void }[];
/** What an address answers: a status, or nothing. */
let answers: Map<string, number | undefined>;
let push: RevocationPush;

beforeEach(() => {
  store = openStore(':memory:');
  list = { bci: 'first', crls: [] };
  [sent, pauses] = [[], []];
  answers = new Map([
    [near, 204],
    [far, 204],
  ]);
  push = start([near]);
});
afterEach(() => {
  push.stop();
  store.close();
});

function start(urls: readonly string[]): RevocationPush {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const parts = { urls, newest: () => list, additions: store.additions, clock: () => 1000, log };
  return createRevocationPush(parts, {
    fetch: async (input, init) => {
      const url = String(input).replace('/set/revocation', '');
      sent.push({ url, bci: JSON.parse(String(init?.body)).bci });
      const status = answers.get(url);
      if (status === undefined) throw new TypeError('fetch failed');
      return new Response(null, { status });
    },
    pause: (ms, signal) =>
      new Promise((resolve) => {
        pauses.push({ ms, end: resolve });
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve());
      }),
  });
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
const endPause = async () => {
  const count = pauses.length;
  pauses.at(-1)?.end();
  await vi.waitFor(() => expect(sent.length).toBeGreaterThan(count));
  await settled();
};

test('a list is brought when it is announced, and once', async () => {
  push.announce();
  push.announce();
  await settled();
  push.announce();
  await settled();
  expect(sent).toEqual([{ url: near, bci: 'first' }]);
});

test('the next list is brought too', async () => {
  push.announce();
  await settled();
  list = { bci: 'second', crls: [] };
  push.announce();
  await settled();
  expect(sent.map(({ bci }) => bci)).toEqual(['first', 'second']);
});

test('nothing is brought while there is no list', async () => {
  list = undefined;
  push.announce();
  await settled();
  expect(sent).toEqual([]);
});

describe('a list that is not taken', () => {
  test.each([
    ['as nobody answers', undefined],
    ['as the other is busy', 503],
    ['as the other refuses it', 401],
  ])('%s is brought again, after pauses that grow up to a minute', async (_why, status) => {
    answers.set(near, status);
    push.announce();
    await settled();
    for (let count = 0; count < 9; count += 1) await endPause();
    expect(pauses.map(({ ms }) => ms)).toEqual([
      ...[250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000],
      ...[60_000, 60_000],
    ]);
    answers.set(near, 204);
    await endPause();
    expect(sent).toHaveLength(11);
    expect(pauses).toHaveLength(10);
  });
  test('is not waited for when there is a newer one', async () => {
    answers.set(near, undefined);
    push.announce();
    await settled();
    await endPause();
    list = { bci: 'second', crls: [] };
    answers.set(near, 204);
    push.announce();
    await settled();
    expect(sent.map(({ bci }) => bci)).toEqual(['first', 'first', 'second']);
  });
  test('by one does not keep it from another', async () => {
    push = start([far, near]);
    answers.set(far, undefined);
    push.announce();
    await settled();
    expect(sent).toContainEqual({ url: near, bci: 'first' });
  });
  test('is brought by the next run of the program; what was taken is not', async () => {
    push = start([far, near]);
    answers.set(far, undefined);
    push.announce();
    await settled();
    push.stop();
    sent = [];
    answers.set(far, 204);
    push = start([far, near]);
    push.announce();
    await settled();
    expect(sent).toEqual([{ url: far, bci: 'first' }]);
  });
  test('is left when the program stops', async () => {
    answers.set(near, undefined);
    push.announce();
    await settled();
    push.stop();
    await settled();
    push.announce();
    await settled();
    expect(sent).toHaveLength(1);
  });
});
