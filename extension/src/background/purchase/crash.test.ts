/**
 * The worker dies at every one of its calls to the outside, just before or just after the call had its effect; a
 * new one finds the journal. Whatever the moment: one payment, with one set of bytes, and one delivery.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { type Mortality, type MortalPorts, mortalPorts } from '../../testing/mortal-ports.ts';
import { enrol, goOn } from '../../testing/shopper.ts';
import { createParties, TestHouse } from '../../testing/test-wallet.ts';
import { recoverJournal } from './recover-journal.ts';

const resource = '/article/minitel';

let world: TestWorld;

beforeAll(async () => {
  world = await createParties();
});

/** A shopper whose worker dies once and who then simply looks again. */
async function buyThroughDeath(house: TestHouse, mortality: Mortality): Promise<MortalPorts> {
  const mortal = mortalPorts(house.ports(), mortality);
  await goOn(house.runner(mortal.ports, { onBug: () => {} }), resource).catch(() => undefined);
  house.now += 20;
  const runner = house.runner();
  await recoverJournal(runner, { browserStarted: false });
  const purchase = await goOn(runner, resource);
  expect(purchase.state).toBe('delivered');
  return mortal;
}

function expectOnce(house: TestHouse, priceMinor: number): void {
  const { intermediary, merchant } = house;
  expect(intermediary.accepted.size).toBe(1);
  expect(new Set(intermediary.mpReqs).size).toBe(1);
  expect(merchant.delivered.size).toBe(1);
  expect(new Set(merchant.advices).size).toBe(1);
  expect(intermediary.limitMinor - intermediary.remainingMinor).toBe(priceMinor);
}

async function houseWith(otbMinor: number): Promise<TestHouse> {
  const house = new TestHouse(world);
  await enrol(house);
  house.intermediary.limitMinor = otbMinor;
  house.intermediary.remainingMinor = otbMinor;
  return house;
}

describe.each(['before', 'after'] as const)('a worker that dies just %s a call', (when) => {
  test('has its one-click purchase finished once, wherever it died', async () => {
    for (let atCall = 1; ; atCall += 1) {
      const house = await houseWith(2000);
      const mortal = await buyThroughDeath(house, { atCall, when });
      expectOnce(house, 20);
      expect(house.intermediary.pReqs).toEqual([]);
      if (!mortal.isDead()) break;
    }
  });

  test('has its purchase with a top-up finished once, wherever it died', async () => {
    for (let atCall = 1; ; atCall += 1) {
      const house = await houseWith(0);
      const mortal = await buyThroughDeath(house, { atCall, when });
      expectOnce(house, 20);
      expect(new Set(house.intermediary.pReqs).size).toBe(1);
      if (!mortal.isDead()) break;
    }
  });
});

describe('a request is in the journal before it is sent', () => {
  test('MPReq, with its very bytes', async () => {
    const house = await houseWith(2000);
    house.onRequest = (url) => {
      if (url.endsWith('/mset/mpreq')) expect(house.store.saved.at(-1)).toBe('requesting');
    };
    await goOn(house.runner(), resource);
    const [purchase] = await house.store.purchases();
    expect(purchase?.state === 'delivered' && purchase.payment.mpReq).toBe(house.intermediary.mpReqs[0]);
  });

  test('PReq', async () => {
    const house = await houseWith(0);
    const statesAtPReq: (string | undefined)[] = [];
    house.onRequest = (url) => {
      if (url.endsWith('/set/preq')) statesAtPReq.push(house.store.saved.at(-1));
    };
    await goOn(house.runner(), resource);
    expect(statesAtPReq).toEqual(['authorizing']);
  });

  test('the receipt, before MPAdvice', async () => {
    const house = await houseWith(2000);
    const statesAtAdvice: (string | undefined)[] = [];
    house.onRequest = (url) => {
      if (url.endsWith('/mpadvice')) statesAtAdvice.push(house.store.saved.at(-1));
    };
    await goOn(house.runner(), resource);
    expect(statesAtAdvice).toEqual(['approved']);
  });
});
