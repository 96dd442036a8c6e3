/** What every order store must keep; each implementation runs it. Only tests import this. */
import { describe, expect, test } from 'vitest';
import type { OrderStore } from '../set/order-store.ts';
import type { Operation, SetOrder } from '../set/set-order.ts';

export function storedOrder(orderId: string, changes: Partial<SetOrder> = {}): SetOrder {
  return {
    orderId,
    description: 'Candide, “optimism” – 6,60 €\n🎩',
    amount: { currency: 'EUR', value: 660 },
    successUrl: 'https://shop.example/s',
    failureUrl: 'https://shop.example/f',
    cancelUrl: 'https://shop.example/c',
    createdAt: 1,
    cancelled: false,
    initiations: [],
    payment: undefined,
    declined: [],
    authorizations: [],
    credits: [],
    authToken: undefined,
    operation: undefined,
    version: 0,
    ...changes,
  };
}

const initiated = (xid: string): SetOrder['initiations'][number] => ({
  transIds: { lidC: 'c', lidM: 'm', xid, preqDate: 1, language: 'fr' },
  challM: 'challenge',
  requestDigest: 'digest',
  answer: 'answer',
});

const operation = (since: number): Operation => ({
  ...{ operationId: 'o', kind: 'capture', rrpid: 'r', message: '{"enc":"…"}', authRrpid: 'a' },
  ...{ amountMinor: 660, since },
});

/** `open` gives a new, empty store each time. */
export function describeOrderStore(name: string, open: () => OrderStore): void {
  describeRecords(name, open);
  describeChanges(name, open);
}

function describeRecords(name: string, open: () => OrderStore): void {
  describe(`${name}: orders`, () => {
    test('an order comes back as it was kept, whatever it holds', async () => {
      const store = open();
      const full = storedOrder('a', {
        initiations: [initiated('x')],
        authorizations: [
          {
            ...{ authRrpid: 'a', amountMinor: 660, capturedMinor: 600, creditedMinor: 100, capToken: 't' },
            ...{ captureExpiresAt: 9, authorizationNumber: 'A1B2C3', authDate: 2, state: 'captured' },
          },
        ],
        credits: [
          ...[{ credRrpid: 'c', authRrpid: 'a', amountMinor: 100, reason: 'torn', at: 3, isReversed: false }],
        ],
        authToken: 'token',
        operation: operation(4),
      });
      await store.insert(full);
      expect(await store.find('a')).toEqual(full);
    });
    test('an order that was never kept is not there', async () => {
      const store = open();
      expect(await store.find('a')).toBeUndefined();
      expect(await store.findByXid('x')).toBeUndefined();
      expect(await store.unfinished()).toEqual([]);
      expect(await store.list(10)).toEqual([]);
    });
    test('the same identifier is not kept twice', async () => {
      const store = open();
      await store.insert(storedOrder('a'));
      await expect(store.insert(storedOrder('a', { description: 'another' }))).rejects.toThrow();
      expect((await store.find('a'))?.description).toBe(storedOrder('a').description);
    });
    test('the newest are listed first, up to the limit', async () => {
      const store = open();
      for (const orderId of ['a', 'b', 'c']) await store.insert(storedOrder(orderId));
      expect((await store.list(2)).map(({ orderId }) => orderId)).toEqual(['c', 'b']);
    });
  });
  describeKeys(name, open);
}

function describeChanges(name: string, open: () => OrderStore): void {
  describe(`${name}: changes`, () => {
    test('a change takes the place of the version before it', async () => {
      const store = open();
      await store.insert(storedOrder('a'));
      expect(await store.replace(storedOrder('a', { version: 1, cancelled: true }))).toBe('replaced');
      expect(await store.find('a')).toMatchObject({ version: 1, cancelled: true });
    });
    test('a change of an older version is refused and leaves nothing', async () => {
      const store = open();
      await store.insert(storedOrder('a'));
      await store.replace(storedOrder('a', { version: 1 }));
      const late = storedOrder('a', { version: 1, cancelled: true, initiations: [initiated('late')] });
      expect(await store.replace(late)).toBe('changed');
      expect((await store.find('a'))?.cancelled).toBe(false);
      expect(await store.findByXid('late')).toBeUndefined();
    });
    test('a change that skips a version, or of an order that is not there, is refused', async () => {
      const store = open();
      await store.insert(storedOrder('a'));
      expect(await store.replace(storedOrder('a', { version: 2 }))).toBe('changed');
      expect(await store.replace(storedOrder('b', { version: 1 }))).toBe('changed');
    });
    test('of two changes of one version exactly one is kept', async () => {
      const store = open();
      await store.insert(storedOrder('a'));
      const results = await Promise.all(
        ['one', 'two'].map((authToken) => store.replace(storedOrder('a', { version: 1, authToken }))),
      );
      expect(results.sort()).toEqual(['changed', 'replaced']);
    });
  });
}

function describeKeys(name: string, open: () => OrderStore): void {
  describe(`${name}: what orders are found by`, () => {
    test('each XID leads to the order that it was given to', async () => {
      const store = open();
      await store.insert(storedOrder('a', { initiations: [initiated('x1')] }));
      await store.insert(storedOrder('b'));
      await store.replace(storedOrder('b', { version: 1, initiations: [initiated('x2'), initiated('x3')] }));
      const found = await Promise.all(['x1', 'x2', 'x3', 'x4'].map((xid) => store.findByXid(xid)));
      expect(found.map((order) => order?.orderId)).toEqual(['a', 'b', 'b', undefined]);
    });
    test('what has an operation on its way is unfinished until it has none', async () => {
      const store = open();
      await store.insert(storedOrder('a', { operation: operation(5) }));
      await store.insert(storedOrder('b'));
      await store.insert(storedOrder('c', { operation: operation(6) }));
      expect([...(await store.unfinished())].sort()).toEqual(['a', 'c']);
      await store.replace(storedOrder('a', { version: 1 }));
      expect(await store.unfinished()).toEqual(['c']);
    });
  });
}
