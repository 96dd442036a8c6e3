/** A purchase from offer to delivery, and everything that a shopper, a merchant or an intermediary may do to it. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { shopOrigin } from '../../testing/demo-merchant.ts';
import { testCard } from '../../testing/fake-card-host.ts';
import { enrol, openSheet, payAndWait } from '../../testing/shopper.ts';
import { createParties, placeOf, TestHouse } from '../../testing/test-wallet.ts';
import { openPurchase } from './open-purchase.ts';
import type { PurchaseRunner } from './purchase-runner.ts';
import { recoverJournal } from './recover-journal.ts';
import { buyAnew, cancelPurchase, openAgain, pay } from './shopper-actions.ts';

const resource = '/article/minitel';

let world: TestWorld;
let house: TestHouse;
let runner: PurchaseRunner;
let deliveries: string[];
let openedTabs: string[];
/** Whether the tab still shows the page that reported the offer. */
let isTabThere: boolean;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  house.requests.length = 0;
  deliveries = [];
  openedTabs = [];
  isTabThere = true;
  runner = newRunner();
});

function newRunner(): PurchaseRunner {
  return house.runner(house.ports(), {
    deliver: async (_offerUrl, tabId, deliverUrl) => {
      deliveries.push(`${tabId} ${deliverUrl}`);
      return isTabThere;
    },
    openTab: async (url) => void openedTabs.push(url),
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

describe('a purchase', () => {
  test('with enough Open To Buy takes one click, and brings the tab to the goods', async () => {
    fund(2000);
    const purchase = await payAndWait(runner, await openSheet(runner, resource));
    expect(purchase).toMatchObject({ state: 'delivered', opened: true, title: `Article ${resource}` });
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toContain(`7 ${shopOrigin}/deliver`);
    expect(house.host.certified).toHaveLength(1);
    expect(await house.store.otb()).toMatchObject({ remaining: { currency: 'EUR', value: 1980 } });
  });

  test('without enough has the card certify the top-up, with what the intermediary asked and nothing else', async () => {
    const purchase = await payAndWait(runner, await openSheet(runner, resource));
    expect(purchase.state).toBe('delivered');
    const topUp = house.host.certified.at(-1);
    expect(topUp).toMatchObject({
      readerName: testCard.readerName,
      pan: testCard.pan,
      lastTryAccepted: false,
      transaction: {
        kind: 'purchase',
        amount: { currency: 'EUR', value: 2000 },
        merchantId: 'INTERMEDIARY-1',
        dateSeconds: house.now,
      },
    });
    expect(house.intermediary.remainingMinor).toBe(1980);
  });

  test('is not paid by looking at it', async () => {
    fund(2000);
    await openSheet(runner, resource);
    expect(house.requests).toEqual([placeOf(resource).offerUrl]);
  });

  test('that is clicked twice at once is paid once', async () => {
    fund(2000);
    const id = await openSheet(runner, resource);
    const clicks = await Promise.allSettled([pay(id, runner), pay(id, runner)]);
    await settle(id);
    expect(clicks.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(new Set(house.intermediary.mpReqs).size).toBe(1);
  });

  test('opened in two sheets for the same thing is paid once', async () => {
    fund(2000);
    const [first, second] = [await openSheet(runner, resource), await openSheet(runner, resource)];
    await Promise.all([pay(first, runner), pay(second, runner)]);
    await Promise.all([settle(first), settle(second)]);
    expect(house.intermediary.accepted.size).toBe(1);
    expect((await runner.find(second)).state).toBe('alreadyBought');
  });
});

describe('what was bought', () => {
  test('is not what another shop of the same merchant sells at the same path', async () => {
    fund(2000);
    const bought = await payAndWait(runner, await openSheet(runner, resource));
    if (bought.state !== 'delivered') throw new Error(`the purchase is ${bought.state}`);
    const elsewhere = { ...bought.offer, origin: 'https://revue.example' };
    await house.store.savePurchase({ ...bought, offer: elsewhere });
    expect((await runner.find(await openSheet(runner, resource))).state).toBe('ready');
  });

  test('is found again and delivered again without paying', async () => {
    fund(2000);
    const bought = await payAndWait(runner, await openSheet(runner, resource));
    const again = await openSheet(runner, resource);
    expect(await runner.find(again)).toMatchObject({ state: 'alreadyBought', boughtAs: bought.id });
    await openAgain(again, runner);
    expect(house.intermediary.mpReqs).toHaveLength(1);
    expect(new Set(house.merchant.advices).size).toBe(1);
    expect(deliveries).toHaveLength(2);
  });

  test('is opened in a new tab from the journal, or when its own tab is gone', async () => {
    fund(2000);
    isTabThere = false;
    const bought = await payAndWait(runner, await openSheet(runner, resource));
    expect(bought).toMatchObject({ state: 'delivered', opened: false });
    await openAgain(bought.id, runner);
    expect(openedTabs).toEqual([bought.state === 'delivered' && bought.deliverUrl]);
    expect(await runner.find(bought.id)).toMatchObject({ opened: true });
    await openAgain(await openSheet(runner, resource), runner);
    expect(openedTabs).toHaveLength(2);
    expect(deliveries).toHaveLength(2);
    expect(house.intermediary.accepted.size).toBe(1);
  });

  test('but is not delivered any more can be bought anew, by a click of its own', async () => {
    fund(2000);
    await payAndWait(runner, await openSheet(runner, resource));
    const again = await openSheet(runner, resource);
    await buyAnew(again, runner);
    expect(house.intermediary.mpReqs).toHaveLength(1);
    expect((await payAndWait(runner, again)).state).toBe('delivered');
    expect(house.intermediary.accepted.size).toBe(2);
  });

  test('elsewhere is not the same', async () => {
    fund(2000);
    await payAndWait(runner, await openSheet(runner, resource));
    expect((await runner.find(await openSheet(runner, '/article/marees'))).state).toBe('ready');
  });
});

describe('the wallet refuses an offer', () => {
  const problemOf = async (place = placeOf(resource)) => {
    const id = await openPurchase(place, runner);
    await runner.run(id);
    const purchase = await runner.find(id);
    return purchase.state === 'unpayable' ? purchase.problem.code : purchase.state;
  };

  test('whose address is not of the page’s origin, without fetching it', async () => {
    const place = { ...placeOf(resource), pageOrigin: 'https://evil.example' };
    expect(await problemOf(place)).toBe('ERR_OFFER_ORIGIN');
    expect(house.requests).toEqual([]);
  });

  test('signed for another origin than the page’s', async () => {
    const relayed = {
      offerUrl: 'https://evil.example/mpoffer?resource=/x',
      pageOrigin: 'https://evil.example',
    };
    expect(await problemOf({ ...relayed, tabId: 7 })).toBe('ERR_OFFER_ORIGIN');
  });

  test('that a page altered', async () => {
    house.onAnswer = (_url, answer) => answer.replace('Article', 'Artifice');
    expect(await problemOf()).toBe('ERR_OFFER_GOODS');
  });

  test('above what one click may pay', async () => {
    house.merchant.bend = (offer) => ({ ...offer, amount: { currency: 'EUR', value: 1001 } });
    expect(await problemOf()).toBe('ERR_OFFER_AMOUNT_RANGE');
  });

  test('that has run out', async () => {
    house.merchant.bend = (offer) => ({ ...offer, exp: house.now - 1 });
    expect(await problemOf()).toBe('ERR_OFFER_EXPIRED');
  });

  test('that is none', async () => {
    house.onAnswer = () => '<html>';
    expect(await problemOf()).toBe('ERR_NETWORK_ANSWER');
  });

  test('that runs out while the shopper thinks, and shows a fresh one for another click', async () => {
    fund(2000);
    const id = await openSheet(runner, resource);
    house.now += 601;
    await expect(pay(id, runner)).rejects.toMatchObject({ code: 'ERR_OFFER_EXPIRED' });
    await runner.run(id);
    expect(house.intermediary.mpReqs).toEqual([]);
    expect(await runner.find(id)).toMatchObject({ state: 'ready', offer: { iat: house.now } });
  });

  test('while it has no certificate, without fetching it', async () => {
    const bare = new TestHouse(world);
    const bareRunner = bare.runner();
    const id = await openPurchase(placeOf(resource), bareRunner);
    await bareRunner.run(id);
    expect(await bareRunner.find(id)).toMatchObject({ problem: { code: 'ERR_WALLET_NOT_ENROLLED' } });
    expect(bare.requests).toEqual([]);
  });
});

describe('the intermediary’s refusal', () => {
  test.each([
    ['declined', 'ERR_REFUSED_DECLINED'],
    ['payerSuspended', 'ERR_REFUSED_PAYER_SUSPENDED'],
    ['offerAlreadyPaid', 'ERR_REFUSED_OFFER_ALREADY_PAID'],
    ['paidJustNow', 'ERR_REFUSED_PAID_JUST_NOW'],
    ['limitReached', 'ERR_REFUSED_LIMIT_REACHED'],
    ['merchantUnknown', 'ERR_REFUSED_MERCHANT_UNKNOWN'],
  ] as const)('%s ends the purchase unpaid', async (refusal, code) => {
    house.intermediary.refuses = refusal;
    const purchase = await payAndWait(runner, await openSheet(runner, resource));
    expect(purchase).toMatchObject({ state: 'failed', problem: { code } });
    expect(house.merchant.advices).toEqual([]);
  });

  test.each(['overloaded', 'topUpPending'] as const)('%s is asked again', async (refusal) => {
    fund(2000);
    house.intermediary.refuses = refusal;
    const id = await openSheet(runner, resource);
    expect((await payAndWait(runner, id)).state).toBe('requesting');
    house.intermediary.refuses = undefined;
    house.now += 1;
    await runner.runDue();
    expect((await runner.find(id)).state).toBe('delivered');
  });

  test('of the message itself ends it too', async () => {
    house.onRequest = (url) => {
      if (url.endsWith('/mset/mpreq')) throw new WalletError('ERR_CERTIFICATE_REVOKED', { status: 401 });
    };
    const purchase = await payAndWait(runner, await openSheet(runner, resource));
    expect(purchase).toMatchObject({ state: 'failed', problem: { code: 'ERR_CERTIFICATE_REVOKED' } });
  });
});

describe('a draft', () => {
  test('goes when it is cancelled', async () => {
    const id = await openSheet(runner, resource);
    await cancelPurchase(id, runner);
    expect(await house.store.purchases()).toEqual([]);
  });

  test('survives a worker that dies while the shopper thinks, and not a browser that was closed', async () => {
    const id = await openSheet(runner, resource);
    const next = newRunner();
    await recoverJournal(next, { browserStarted: false });
    expect((await next.find(id)).state).toBe('ready');
    await recoverJournal(next, { browserStarted: true });
    expect(await house.store.purchases()).toEqual([]);
  });

  test('can’t be paid before it is checked', async () => {
    const id = await openPurchase(placeOf(resource), runner);
    await expect(pay(id, runner)).rejects.toMatchObject({ code: 'ERR_WALLET_PURCHASE_STATE' });
  });
});
