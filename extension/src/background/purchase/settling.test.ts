/** What is on its way when a network, an intermediary or a merchant fails: settled later, with the same bytes, once. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { shopOrigin } from '../../testing/demo-merchant.ts';
import { enrol, openSheet, payAndWait } from '../../testing/shopper.ts';
import { createParties, TestHouse } from '../../testing/test-wallet.ts';
import type { PurchaseRunner } from './purchase-runner.ts';
import { recoverJournal } from './recover-journal.ts';
import { retryPurchase } from './shopper-actions.ts';

const resource = '/article/minitel';

let world: TestWorld;
let house: TestHouse;
let runner: PurchaseRunner;
let deliveries: string[];

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  house.requests.length = 0;
  deliveries = [];
  runner = newRunner();
});

function newRunner(): PurchaseRunner {
  return house.runner(house.ports(), {
    deliver: async (_offerUrl, tabId, deliverUrl) => {
      deliveries.push(`${tabId} ${deliverUrl}`);
      return true;
    },
  });
}

function fund(minor: number): void {
  house.intermediary.limitMinor = minor;
  house.intermediary.remainingMinor = minor;
}

async function settle(id: string) {
  await runner.run(id);
  return runner.find(id);
}

describe('an unknown outcome', () => {
  test.each([
    [
      'no answer',
      () => {
        throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'x' });
      },
    ],
    ['an answer that was altered', (answer: string) => answer.replace(/.{9}$/, 'AAAAAAA"}')],
    ['an answer to somebody else', (answer: string) => answer.replace('"res":"', '"res":"x')],
  ])('(%s) is settled with the same bytes, not failed', async (_what, bend) => {
    fund(2000);
    house.onAnswer = (url, answer) => (url.endsWith('/mset/mpreq') ? bend(answer) : answer);
    const id = await openSheet(runner, resource);
    expect(await payAndWait(runner, id)).toMatchObject({ state: 'requesting', retry: { attempts: 1 } });
    house.onAnswer = (_url, answer) => answer;
    house.now += 1;
    await runner.runDue();
    expect((await runner.find(id)).state).toBe('delivered');
    expect(new Set(house.intermediary.mpReqs).size).toBe(1);
    expect(house.intermediary.remainingMinor).toBe(1980);
  });

  test('is asked for again only when its time has come', async () => {
    fund(2000);
    house.onRequest = (url) => {
      if (url.endsWith('/mset/mpreq')) throw new WalletError('ERR_NETWORK_UNREACHABLE', { host: 'x' });
    };
    const id = await openSheet(runner, resource);
    await payAndWait(runner, id);
    const sent = house.requests.length;
    await runner.runDue();
    expect(house.requests.length).toBe(sent);
  });

  test('of PReq is settled with the same bytes', async () => {
    let isDown = true;
    house.onAnswer = (url, answer) => {
      if (url.endsWith('/set/preq') && isDown) throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'x' });
      return answer;
    };
    const id = await openSheet(runner, resource);
    expect((await payAndWait(runner, id)).state).toBe('authorizing');
    isDown = false;
    house.now += 1;
    await runner.runDue();
    expect((await runner.find(id)).state).toBe('delivered');
    expect(new Set(house.intermediary.pReqs).size).toBe(1);
    expect(house.host.certified).toHaveLength(2);
  });

  test('that lasts longer than the request is given up, and its lock is never opened', async () => {
    fund(2000);
    house.onAnswer = (url, answer) => {
      if (url.endsWith('/mset/mpreq')) throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'x' });
      return answer;
    };
    const id = await openSheet(runner, resource);
    await payAndWait(runner, id);
    house.now += 25 * 3600;
    await runner.runDue();
    expect(await runner.find(id)).toMatchObject({
      state: 'failed',
      problem: { code: 'ERR_WALLET_OUTCOME_LOST' },
    });
    expect(house.merchant.advices).toEqual([]);
  });
});

describe('the delivery', () => {
  test('from another origin is not gone to, and the payment is kept', async () => {
    fund(2000);
    house.merchant.deliverFrom = 'https://evil.example';
    const id = await openSheet(runner, resource);
    expect(await payAndWait(runner, id)).toMatchObject({
      state: 'approved',
      problem: { code: 'ERR_WALLET_DELIVERY_ORIGIN' },
    });
    expect(deliveries).toEqual([]);
    house.merchant.deliverFrom = shopOrigin;
    await retryPurchase(id, false, runner);
    expect((await settle(id)).state).toBe('delivered');
    expect(house.intermediary.accepted.size).toBe(1);
  });

  test('is asked for until the merchant is back', async () => {
    fund(2000);
    house.onRequest = (url) => {
      if (url.endsWith('/mpadvice')) throw new WalletError('ERR_NETWORK_UNREACHABLE', { host: 'x' });
    };
    const id = await openSheet(runner, resource);
    expect(await payAndWait(runner, id)).toMatchObject({ state: 'approved', retry: { attempts: 1 } });
    house.onRequest = () => {};
    house.now += 3600;
    await recoverJournal(newRunner(), { browserStarted: true });
    expect((await runner.find(id)).state).toBe('delivered');
  });

  test('lapses after its deadline, and the amount is the shopper’s again', async () => {
    fund(2000);
    house.onRequest = (url) => {
      if (url.endsWith('/mpadvice')) throw new WalletError('ERR_NETWORK_UNREACHABLE', { host: 'x' });
    };
    const id = await openSheet(runner, resource);
    await payAndWait(runner, id);
    house.now += 86_401;
    await runner.runDue();
    expect((await runner.find(id)).state).toBe('lapsed');
  });
});
