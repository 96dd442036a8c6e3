/** What the pages are shown: signed data, the state, what can be done; never a secret. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { testOrder, tillOrigin } from '../../testing/demo-till.ts';
import { testCard } from '../../testing/fake-card-host.ts';
import { enrol, openOrder, openSheet, payAndWait } from '../../testing/shopper.ts';
import { createParties, TestHouse } from '../../testing/test-wallet.ts';
import { EnrolmentDesk } from '../enrolment/enrolment-desk.ts';
import { FormDesk } from '../enrolment/form-desk.ts';
import type { PurchaseRunner } from '../purchase/purchase-runner.ts';
import { openAgain } from '../purchase/shopper-actions.ts';
import { ViewPorts } from './view-ports.ts';
import {
  journalView,
  onboardingView,
  payView,
  popupView,
  receiptPageView,
  type ViewSources,
} from './views.ts';

const resource = '/article/minitel';

let world: TestWorld;
let house: TestHouse;
let runner: PurchaseRunner;
let sources: ViewSources;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(() => {
  house = new TestHouse(world);
  house.intermediary.limitMinor = 2000;
  house.intermediary.remainingMinor = 2000;
  runner = house.runner();
  const deskOptions = {
    ports: house.ports(),
    onChange: () => {},
    onEnrolled: async () => {},
    onBug: () => {},
  };
  const desk = new EnrolmentDesk(deskOptions);
  const forms = new FormDesk(deskOptions);
  const state = { state: 'ready', version: '0.1.0', readers: [] } as const;
  sources = { runner, desk, forms, hostState: () => state };
});

describe('the pay sheet', () => {
  test('shows what was signed, and what will be left', async () => {
    await enrol(house);
    await house.store.saveOtb({
      remaining: { currency: 'EUR', value: 100 },
      limit: { currency: 'EUR', value: 2000 },
      expires: house.now,
      asOf: house.now,
    });
    expect(await payView(await openSheet(runner, resource), sources)).toMatchObject({
      stage: 'ready',
      origin: 'https://journal.example',
      offer: {
        merchantName: 'Le Quotidien',
        title: `Article ${resource}`,
        amount: { currency: 'EUR', value: 20 },
      },
      otbAfter: { currency: 'EUR', value: 80 },
      canCancel: true,
    });
  });

  test('says that too little is left', async () => {
    await enrol(house);
    const amount = { currency: 'EUR', value: 19 };
    await house.store.saveOtb({ remaining: amount, limit: amount, expires: house.now, asOf: house.now });
    const view = await payView(await openSheet(runner, resource), sources);
    expect(view.otbLeft).toEqual(amount);
    expect(view.otbAfter).toBeUndefined();
  });

  test('of something bought offers to open it, and then shows it delivered', async () => {
    await enrol(house);
    await payAndWait(runner, await openSheet(runner, resource));
    const again = await openSheet(runner, resource);
    expect(await payView(again, sources)).toMatchObject({ stage: 'alreadyBought', purchaseId: again });
    await openAgain(again, runner);
    expect(await payView(again, sources)).toMatchObject({ stage: 'delivered', opened: true });
  });

  test('of an unknown outcome says that it is being settled, not that it failed', async () => {
    await enrol(house);
    house.onRequest = (url) => {
      if (url.endsWith('/mset/mpreq')) throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'x' });
    };
    const { id } = await payAndWait(runner, await openSheet(runner, resource));
    expect(await payView(id, sources)).toMatchObject({
      stage: 'settling',
      canCancel: false,
      canRetry: true,
      problem: { code: 'ERR_NETWORK_TIMEOUT' },
    });
  });

  test('of a top-up that nobody goes on with is paused', async () => {
    await enrol(house);
    house.intermediary.remainingMinor = 0;
    house.host.failures = [new WalletError('ERR_CARD_PIN_CANCELLED')];
    const { id } = await payAndWait(runner, await openSheet(runner, resource));
    expect(await payView(id, sources)).toMatchObject({
      stage: 'topUp',
      topUp: { amount: { value: 2000 }, step: 'paused' },
      problem: { code: 'ERR_CARD_PIN_CANCELLED' },
      canCancel: true,
      canRetry: true,
    });
  });
});

describe('the pay sheet of an order', () => {
  test('shows amount, order and the certified merchant, and how it is paid', async () => {
    await enrol(house);
    expect(await payView(await openOrder(runner), sources)).toMatchObject({
      stage: 'ready',
      origin: tillOrigin,
      offer: { merchantName: 'Le Quotidien', title: 'Le Minitel, une histoire', amount: { value: 2480 } },
      order: { text: testOrder, way: 'card', hasReceipt: false },
      canCancel: true,
    });
  });

  test('waits for the card, and says why the last try ended', async () => {
    await enrol(house);
    house.host.failures = [new WalletError('ERR_CARD_PIN_WRONG', { triesLeft: 2 })];
    const { id } = await payAndWait(runner, await openOrder(runner));
    expect(await payView(id, sources)).toMatchObject({
      stage: 'card',
      cardStep: { step: 'paused' },
      problem: { code: 'ERR_CARD_PIN_WRONG' },
      canCancel: true,
      canRetry: true,
    });
  });

  test('of an unknown outcome says that it is being settled, and can’t be cancelled', async () => {
    await enrol(house);
    house.onRequest = (url) => {
      if (url.endsWith('/till/preq')) throw new WalletError('ERR_NETWORK_TIMEOUT', { host: 'x' });
    };
    const { id } = await payAndWait(runner, await openOrder(runner));
    expect(await payView(id, sources)).toMatchObject({ stage: 'settling', canCancel: false, canRetry: true });
  });

  test('that is paid offers its receipt', async () => {
    await enrol(house);
    const { id } = await payAndWait(runner, await openOrder(runner));
    expect(await payView(id, sources)).toMatchObject({
      stage: 'paid',
      order: { hasReceipt: true },
      authorizationNumber: 'A1B2C3',
      canOpen: true,
    });
    expect(await receiptPageView(id, sources)).toMatchObject({ receipt: { merchantName: 'Le Quotidien' } });
  });

  test('that is refused has no receipt', async () => {
    await enrol(house);
    house.till.authCode = 'declined';
    const { id } = await payAndWait(runner, await openOrder(runner));
    expect(await payView(id, sources)).toMatchObject({ stage: 'failed', order: { hasReceipt: false } });
    expect(await receiptPageView(id, sources)).toMatchObject({
      problem: { code: 'ERR_WALLET_RECEIPT_NONE' },
    });
    expect(await receiptPageView('nobody', sources)).toMatchObject({
      problem: { code: 'ERR_WALLET_PURCHASE_UNKNOWN' },
    });
  });
});

describe('no page is told', () => {
  test('a preimage, a signed message or a card number', async () => {
    await enrol(house);
    await sources.desk.look(true);
    const purchase = await payAndWait(runner, await openSheet(runner, resource));
    const shown = JSON.stringify([
      await payView(purchase.id, sources),
      await popupView(purchase.id, sources),
      await journalView(sources),
      await onboardingView(sources),
    ]);
    expect(purchase.state === 'delivered' && shown.includes(purchase.payment.preimage)).toBe(false);
    expect(shown).not.toContain('eyJ');
    expect(shown).not.toContain(testCard.pan);
    expect(shown).toContain('•••• 0006');
  });
});

describe('the journal', () => {
  test('leaves drafts out and has the newest first', async () => {
    await enrol(house);
    const first = await payAndWait(runner, await openSheet(runner, resource));
    const second = await payAndWait(runner, await openSheet(runner, '/article/marees'));
    await openSheet(runner, '/article/levain');
    const { purchases } = await journalView(sources);
    expect(purchases.map(({ purchaseId }) => purchaseId)).toEqual([second.id, first.id]);
  });
});

describe('the onboarding', () => {
  test('shows the card, its bank, and no enrolment yet', async () => {
    await sources.desk.look(true);
    expect(await onboardingView(sources)).toMatchObject({
      host: { state: 'ready', version: '0.1.0' },
      card: { state: 'read', panMasked: '•••• 0006', bankName: 'Banque Un', pinTriesLeft: 3 },
      enrolment: { state: 'none' },
    });
  });

  test('shows what stands once the bank has certified', async () => {
    await enrol(house);
    expect((await onboardingView(sources)).enrolment).toMatchObject({
      state: 'done',
      enrolled: { panMasked: '•••• 0006', bankName: 'Banque Un' },
    });
  });
});

test('a page is pushed each change once, and nothing after it is gone', async () => {
  const ports = new ViewPorts();
  const posted: unknown[] = [];
  const remove = ports.add({ post: (view) => posted.push(view), build: () => journalView(sources) });
  ports.changed();
  ports.changed();
  await expect.poll(() => posted.length).toBe(2);
  remove();
  ports.changed();
  await journalView(sources);
  expect(posted).toHaveLength(2);
});
