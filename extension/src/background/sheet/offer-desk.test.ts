/** What becomes of an offer that a page shows: badge, sheet or popup; and that a page that can be read costs nothing. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { enrol } from '../../testing/shopper.ts';
import { createParties, placeOf, TestHouse } from '../../testing/test-wallet.ts';
import type { PurchaseRunner } from '../purchase/purchase-runner.ts';
import { type FoundOffer, OfferDesk } from './offer-desk.ts';

let world: TestWorld;
let house: TestHouse;
let runner: PurchaseRunner;
let desk: OfferDesk;
let log: string[];
let later: (() => void)[];
/** What a browser says of a sheet that is gone. */
let gone: 'no tab' | 'no window' | undefined;
let documents = 0;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  house.requests.length = 0;
  runner = house.runner();
  log = [];
  later = [];
  gone = undefined;
  desk = new OfferDesk({
    runner,
    setBadge: async (tabId, hasOffer) => void log.push(`badge ${tabId} ${hasOffer}`),
    createSheet: async () => void log.push('create'),
    focusSheet: async (windowId) => {
      if (gone === 'no window') throw new Error(`No window with id: ${windowId}.`);
      log.push(`focus ${windowId}`);
    },
    replaceSheet: async (sheetTabId) => {
      if (gone === 'no tab') throw new Error(`No tab with id: ${sheetTabId}.`);
      log.push(`replace ${sheetTabId}`);
    },
    later: (action) => later.push(action),
  });
});

function offer(trigger: FoundOffer['trigger'], changes: Partial<FoundOffer> = {}): FoundOffer {
  const { offerUrl, pageOrigin, tabId } = placeOf('/article/minitel');
  documents += 1;
  const place = { offerUrl, origin: pageOrigin, tabId, isTabActive: true, documentId: `D${documents}` };
  return { ...place, trigger, ...changes };
}

const newest = async () => (await house.store.purchases())[0];

async function connectNewest() {
  const purchase = await newest();
  const sheet = { purchaseId: purchase?.id ?? '', sheetTabId: 90, windowId: 9 };
  const unwatch = runner.watch(sheet.purchaseId);
  const gone = desk.sheetConnected(sheet);
  return async () => {
    unwatch();
    gone();
    await expect.poll(() => later.length).toBe(1);
  };
}

describe('an offer on a page that can be read', () => {
  test('is a badge, and nothing is fetched', async () => {
    await desk.found(offer('linked'));
    expect(log).toEqual(['badge 7 true']);
    expect(house.requests).toEqual([]);
    expect(await house.store.purchases()).toEqual([]);
  });

  test('that is taken away takes the badge away', async () => {
    await desk.gone(7);
    expect(log).toEqual(['badge 7 false']);
  });
});

describe('an unpaid page', () => {
  test('opens one sheet, whose offer is fetched', async () => {
    await desk.found(offer('unpaid'));
    const purchase = await newest();
    await runner.run(purchase?.id ?? '');
    expect(log).toEqual(['badge 7 true', 'create']);
    expect(await newest()).toMatchObject({ state: 'ready', tabId: 7 });
  });

  test('that is left for another one changes the sheet that is open', async () => {
    await desk.found(offer('unpaid'));
    await connectNewest();
    await desk.found(offer('unpaid', placeOf('/article/marees')));
    expect(log.slice(-2)).toEqual(['replace 90', 'focus 9']);
  });

  test.each([
    ['no tab', ['create']],
    ['no window', ['replace 90', 'create']],
  ] as const)(
    'gets a sheet of its own where the open one closes itself just then: %s',
    async (how, steps) => {
      await desk.found(offer('unpaid'));
      await connectNewest();
      log = [];
      gone = how;
      await desk.found(offer('unpaid', placeOf('/article/marees')));
      expect(log).toEqual(['badge 7 true', ...steps]);
      expect(await newest()).toMatchObject({ offerUrl: placeOf('/article/marees').offerUrl });
    },
  );

  test('gets no sheet again right after the shopper closed it', async () => {
    await desk.found(offer('unpaid'));
    const close = await connectNewest();
    await close();
    log = [];
    await desk.found(offer('unpaid'));
    expect(log).toEqual(['badge 7 true']);
  });
});

describe('a sheet that is closed', () => {
  test('takes its draft with it, a moment later', async () => {
    await desk.found(offer('unpaid'));
    const close = await connectNewest();
    await close();
    expect(await newest()).toBeDefined();
    for (const action of later) action();
    await expect.poll(newest).toBeUndefined();
  });

  test('but comes back, being reloaded, keeps it', async () => {
    await desk.found(offer('unpaid'));
    const close = await connectNewest();
    await close();
    await connectNewest();
    await desk.dropDraft((await newest())?.id ?? '');
    expect(await newest()).toBeDefined();
  });
});

describe('the popup', () => {
  test('is given the offer of its own tab', async () => {
    const answers: string[] = [];
    desk.popupAsks(7, (id) => answers.push(id));
    await desk.found(offer('asked', { tabId: 8 }));
    expect(answers).toEqual([]);
    await desk.found(offer('asked'));
    expect(answers).toEqual([(await newest())?.id]);
    expect(log).toEqual([]);
  });

  test('shows the purchase that a sheet shows already', async () => {
    await desk.found(offer('unpaid'));
    await connectNewest();
    const id = (await newest())?.id;
    await runner.run(id ?? '');
    const answers: string[] = [];
    desk.popupAsks(7, (purchaseId) => answers.push(purchaseId));
    await desk.found(offer('asked'));
    expect(answers).toEqual([id]);
  });

  test('is not answered by a page that nobody asked', async () => {
    await desk.found(offer('asked'));
    expect(await house.store.purchases()).toEqual([]);
  });
});
