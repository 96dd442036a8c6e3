/** The SET purchase of a new Open To Buy: what goes to whom, and what card, bank or a hostile party do to it. */
import { type AuthReq, digestOf, oids, openPaymentInstructions, pInitRes, TrustStore } from '@ecomm/protocol';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { testCard } from '../../testing/fake-card-host.ts';
import { enrol, openSheet, payAndWait } from '../../testing/shopper.ts';
import { createParties, TestHouse } from '../../testing/test-wallet.ts';
import type { PurchaseRunner } from './purchase-runner.ts';
import { cancelPurchase, pay, retryPurchase } from './shopper-actions.ts';

const resource = '/article/minitel';

let world: TestWorld;
let house: TestHouse;
let runner: PurchaseRunner;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  house.host.certified.length = 0;
  runner = house.runner();
});

async function buy() {
  return payAndWait(runner, await openSheet(runner, resource));
}

describe('the payment instructions', () => {
  test('open for the gateway alone, with the card’s certificate inside', async () => {
    await buy();
    const { pi, oiData } = JSON.parse(house.intermediary.pReqs[0] ?? '') as { pi: string; oiData: string };
    const { transIds, hod } = JSON.parse(oiData);
    const { gateway } = world;
    const authReq = {
      transIds,
      merchantId: 'INTERMEDIARY-1',
      authReqAmt: { currency: 'EUR', value: 2000 },
      checkDigests: { hod, oiDigest: await digestOf(oiData) },
    } as unknown as AuthReq;
    const opened = await openPaymentInstructions(pi, {
      trust: world.newTrust(),
      at: house.now,
      authReq,
      brand: 'CB-demo',
      openers: gateway.opener === undefined ? [] : [gateway.opener],
      gatewayThumb: gateway.keyExchangeCertificate?.thumb ?? '',
    });
    expect(opened).toMatchObject({
      status: 'valid',
      instructions: {
        piData: { panData: { pan: testCard.pan, cardExpiry: testCard.expiry } },
        chipCertificate: { tokenType: oids.tokenB0Prime, cvm: 'pinPad' },
      },
    });
  });

  test('show the merchant no card number', async () => {
    await buy();
    const seen = house.intermediary.pReqs.join() + house.intermediary.mpReqs.join();
    expect(seen).not.toContain(testCard.pan);
    expect(atob(seen.split('.')[1] ?? '')).not.toContain(testCard.pan);
  });
});

describe('the card', () => {
  test('that is not there is waited for, and the purchase goes on when it is inserted', async () => {
    house.host.card = undefined;
    const purchase = await buy();
    expect(purchase.state).toBe('topUpNeeded');
    expect(runner.progressOf(purchase.id)).toEqual({ step: 'insertCard' });
    house.host.card = testCard;
    runner.cardInserted();
    await runner.run(purchase.id);
    expect((await runner.find(purchase.id)).state).toBe('delivered');
  });

  test('is not asked for anything when nobody looks', async () => {
    house.host.card = undefined;
    const id = await openSheet(runner, resource);
    const unwatched = house.runner();
    await pay(id, unwatched);
    await unwatched.run(id);
    house.host.card = testCard;
    unwatched.cardInserted();
    await unwatched.run(id);
    expect((await unwatched.find(id)).state).toBe('topUpNeeded');
    expect(house.host.certified).toEqual([]);
  });

  test('of somebody else is refused before any PIN', async () => {
    house.host.card = { ...testCard, pan: '4970100000000014' };
    expect(await buy()).toMatchObject({ state: 'topUpNeeded', problem: { code: 'ERR_CARD_OTHER' } });
    expect(house.host.certified).toEqual([]);
  });

  test.each([
    ['ERR_CARD_PIN_WRONG', { triesLeft: 2 }],
    ['ERR_CARD_PIN_CANCELLED', {}],
    ['ERR_CARD_PIN_TIMEOUT', {}],
    ['ERR_CARD_REMOVED', {}],
    ['ERR_CARD_PIN_BLOCKED', {}],
    ['ERR_HOST_CRASHED', {}],
  ] as const)('that ends with %s leaves the purchase as it was, to be tried again', async (code, facts) => {
    house.host.failures = [new WalletError(code, facts)];
    const purchase = await buy();
    expect(purchase).toMatchObject({ state: 'topUpNeeded', problem: { code, facts } });
    expect(house.intermediary.pReqs).toEqual([]);
    await retryPurchase(purchase.id, false, runner);
    await runner.run(purchase.id);
    expect((await runner.find(purchase.id)).state).toBe('delivered');
    expect(new Set(house.intermediary.mpReqs).size).toBe(1);
  });

  test('is not asked again for a purchase that another one’s top-up can pay', async () => {
    house.host.failures = [
      new WalletError('ERR_CARD_PIN_CANCELLED'),
      new WalletError('ERR_CARD_PIN_CANCELLED'),
    ];
    const first = await buy();
    const second = await payAndWait(runner, await openSheet(runner, '/article/marees'));
    for (const { id } of [first, second]) {
      await retryPurchase(id, false, runner);
      await runner.run(id);
      expect((await runner.find(id)).state).toBe('delivered');
    }
    expect(house.host.certified).toHaveLength(1);
    expect(house.intermediary.pReqs).toHaveLength(1);
  });

  test('with one PIN try left is asked only after the shopper has agreed', async () => {
    house.host.failures = [new WalletError('ERR_CARD_PIN_LAST_TRY')];
    const purchase = await buy();
    expect(purchase).toMatchObject({ problem: { code: 'ERR_CARD_PIN_LAST_TRY' } });
    await retryPurchase(purchase.id, true, runner);
    await runner.run(purchase.id);
    expect(house.host.certified.map(({ lastTryAccepted }) => lastTryAccepted)).toEqual([true]);
  });
});

describe('a cancel', () => {
  test('during the PIN ends the purchase, and sends nothing', async () => {
    let letGo = () => {};
    house.host.hold = new Promise((resolve) => {
      letGo = resolve;
    });
    const id = await openSheet(runner, resource);
    await pay(id, runner);
    while (runner.progressOf(id)?.step !== 'pin') await new Promise((resolve) => setTimeout(resolve, 1));
    const cancelled = cancelPurchase(id, runner);
    letGo();
    await cancelled;
    expect((await runner.find(id)).state).toBe('cancelled');
    expect(house.host.cancelCount).toBe(1);
    expect(house.intermediary.pReqs).toEqual([]);
    expect(house.intermediary.accepted.size).toBe(0);
  });

  test('comes too late once the payment instructions are sent', async () => {
    house.onAnswer = (url, answer) => {
      if (url.endsWith('/set/preq')) throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'x' });
      return answer;
    };
    const { id } = await buy();
    await expect(cancelPurchase(id, runner)).rejects.toMatchObject({ code: 'ERR_WALLET_PURCHASE_STATE' });
  });
});

describe('the bank', () => {
  test('that declines is believed by the intermediary’s signed word, and its reason kept', async () => {
    house.intermediary.authCode = 'declined';
    expect(await buy()).toMatchObject({
      state: 'failed',
      problem: { code: 'ERR_REFUSED_TOP_UP_DECLINED', facts: { authCode: 'declined' } },
    });
  });
});

describe('the wallet refuses a top-up', () => {
  test('that would be sent to another origin than its intermediary’s', async () => {
    house.intermediary.bendTopUp = (topUp) => ({ ...topUp, setUrl: 'https://evil.example/set' });
    expect(await buy()).toMatchObject({ problem: { code: 'ERR_WALLET_TOP_UP_URL' } });
    expect(house.requests.filter((url) => url.includes('evil'))).toEqual([]);
  });

  test('below the price', async () => {
    house.intermediary.bendTopUp = (topUp) => ({ ...topUp, purchAmt: { currency: 'EUR', value: 19 } });
    expect(await buy()).toMatchObject({ state: 'failed', problem: { code: 'ERR_WALLET_TOP_UP_AMOUNT' } });
  });

  test('in another currency', async () => {
    house.intermediary.bendTopUp = (topUp) => ({ ...topUp, purchAmt: { currency: 'USD', value: 2000 } });
    expect(await buy()).toMatchObject({ state: 'failed', problem: { code: 'ERR_WALLET_TOP_UP_AMOUNT' } });
  });

  test('that another merchant initiates', async () => {
    const ofIntermediary = house.intermediary.pInit.bind(house.intermediary);
    house.intermediary.pInit = async (message) => {
      const reading = { trust: new TrustStore({ anchors: [world.root.certificate] }), at: house.now };
      const { payload } = await pInitRes.open(await ofIntermediary(message), reading);
      return pInitRes.sign(payload, world.merchant1.signer);
    };
    expect(await buy()).toMatchObject({ problem: { code: 'ERR_MESSAGE_MISMATCH' } });
    expect(house.host.certified).toEqual([]);
  });
});
