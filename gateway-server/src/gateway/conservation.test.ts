/**
 * Money is conserved from end to end: whatever a merchant asks in whatever order, what its batches say was captured
 * less what was credited is what the bank has debited, and nothing else moved.
 */
import {
  type BatchAdminReq,
  batchAdminReq,
  batchAdminRes,
  type CapRevOrCredReq,
  capReq,
  capRes,
  capRevReq,
  capRevRes,
  credReq,
  credRes,
  credRevReq,
  credRevRes,
  newIdentifier,
} from '@ecomm/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { booksOf } from '../testing/accounts-of.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import { authorizePurchase, openAnswer, reverseAuthorization } from '../testing/test-merchant.ts';
import { enrol, makePurchase, type Purchase, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeAll(async () => {
  house = await createTestHouse('demo', {
    merchants: { 'INTERMEDIARY-1': { floorLimitMinor: 900, verificationPerMille: 500 } },
  });
  wallet = await enrol(house, 'camille');
});
afterAll(() => house.remove());

const stepKinds = [
  ...(['authorize', 'sale', 'nextParcel', 'reverse', 'capture'] as const),
  ...(['reverseCapture', 'credit', 'reverseCredit', 'closeBatch', 'tidy'] as const),
];

interface Step {
  readonly kind: (typeof stepKinds)[number];
  readonly pick: number;
  /** Of the amount in question, in quarters; five ask for too much. */
  readonly quarters: number;
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...stepKinds, 'authorize', 'capture', 'capture', 'credit'),
  pick: fc.nat({ max: 20 }),
  quarters: fc.integer({ min: 0, max: 5 }),
});

/** A run in which everything succeeds once. */
const example: Step[] = [
  { kind: 'authorize', pick: 0, quarters: 4 },
  { kind: 'reverse', pick: 0, quarters: 3 },
  { kind: 'capture', pick: 0, quarters: 2 },
  { kind: 'credit', pick: 0, quarters: 1 },
  { kind: 'reverseCredit', pick: 0, quarters: 4 },
  { kind: 'nextParcel', pick: 0, quarters: 1 },
  { kind: 'tidy', pick: 0, quarters: 0 },
  { kind: 'closeBatch', pick: 0, quarters: 0 },
  { kind: 'sale', pick: 0, quarters: 4 },
  { kind: 'reverseCapture', pick: 2, quarters: 4 },
];

/** What was granted at least once, so that the property is about something. */
const succeeded = new Set<string>();

interface Order {
  readonly purchase: Purchase;
  readonly authToken: string | undefined;
  readonly authRrpid: string;
  capToken: string;
  /** Authorized; once captured, captured. */
  amountMinor: number;
}

interface Credit {
  readonly order: Order;
  readonly rrpid: string;
  readonly amountMinor: number;
}

/** What one merchant remembers; it asks for whatever it likes. */
interface Memory {
  readonly orders: Order[];
  readonly credits: Credit[];
}

const purchaseMinor = 800;

async function perform(memory: Memory, step: Step): Promise<void> {
  const { kind, pick, quarters } = step;
  const order = memory.orders[pick % Math.max(1, memory.orders.length)];
  if (kind === 'tidy') return house.opened.tidy();
  if (kind === 'closeBatch') return void (await administer('close'));
  if (kind === 'authorize' || kind === 'sale') {
    const purchase = await makePurchase(house, wallet, { valueMinor: purchaseMinor });
    return remember(memory, purchase, { captureNow: kind === 'sale', subsequentAuthInd: true });
  }
  if (kind === 'reverseCredit') return reverseCredit(memory, step);
  if (order === undefined) return undefined;
  const amountMinor = Math.floor((order.amountMinor * quarters) / 4);
  if (kind === 'nextParcel')
    return remember(memory, order.purchase, {
      authToken: order.authToken ?? 'none',
      valueMinor: amountMinor,
    });
  if (kind === 'reverse') return reverse(order, amountMinor);
  if (kind === 'capture') return capture(order, amountMinor);
  return undo(memory, kind, { order, amountMinor });
}

async function remember(
  memory: Memory,
  purchase: Purchase,
  options: Parameters<typeof authorizePurchase>[2] & object,
): Promise<void> {
  const { request, response } = await authorizePurchase(house, purchase, options);
  const { authToken, capToken } = response;
  if (capToken === undefined) return;
  const { rrpid: authRrpid, authReqAmt } = request;
  memory.orders.push({ purchase, authToken, capToken, authRrpid, amountMinor: authReqAmt.value });
  succeeded.add(request.piKind === 'authToken' ? 'nextParcel' : request.captureNow ? 'sale' : 'authorize');
}

async function reverse(order: Order, newValueMinor: number): Promise<void> {
  const { authRrpid: rrpid, capToken, purchase, amountMinor: value } = order;
  const reversed = { rrpid, transIds: purchase.transIds, authReqAmt: { currency: 'EUR', value } };
  const answer = await reverseAuthorization(house, reversed, { newValueMinor, capToken });
  if (answer.capToken === undefined) return;
  order.capToken = answer.capToken;
  order.amountMinor = newValueMinor;
  succeeded.add('reverse');
}

function commonFields() {
  const { intermediary, clock } = house;
  return {
    rrpid: newIdentifier(testRandom),
    merchantId: intermediary.partyId,
    merchantChain: [...intermediary.keyExchangeChain],
    iat: clock.at,
    exp: clock.at + 300,
  };
}

async function capture(order: Order, value: number): Promise<void> {
  const { purchase, authRrpid, capToken } = order;
  const item = { transIds: purchase.transIds, authRrpid, capToken, capAmt: { currency: 'EUR', value } };
  const body = await capReq.make(
    { ...commonFields(), items: [item] },
    house.intermediary.signer,
    house.gateway,
  );
  const { items } = await openAnswer(house, capRes, await house.post('/set/capreq', body));
  if (items[0]?.capCode !== 'success') return;
  order.amountMinor = value;
  succeeded.add('capture');
}

function requestFor({ purchase, authRrpid, capToken }: Order, value: number): CapRevOrCredReq {
  const amount = { currency: 'EUR', value };
  const items = [{ transIds: purchase.transIds, authRrpid, capToken, amount }];
  return { ...commonFields(), reqDate: house.clock.at, items };
}

const undoing = {
  reverseCapture: { path: '/set/caprevreq', request: capRevReq, response: capRevRes },
  credit: { path: '/set/credreq', request: credReq, response: credRes },
} as const;

async function undo(
  memory: Memory,
  kind: 'reverseCapture' | 'credit',
  { order, amountMinor }: { order: Order; amountMinor: number },
): Promise<void> {
  const { path, request: message, response } = undoing[kind];
  const request = requestFor(order, amountMinor);
  const body = await message.make(request, house.intermediary.signer, house.gateway);
  const { items } = await openAnswer(house, response, await house.post(path, body));
  if (items[0]?.code !== 'success') return;
  succeeded.add(kind);
  if (kind === 'credit') memory.credits.push({ order, rrpid: request.rrpid, amountMinor });
}

async function reverseCredit({ credits }: Memory, { pick, quarters }: Step): Promise<void> {
  const credit = credits[pick % Math.max(1, credits.length)];
  if (credit === undefined) return;
  const request = requestFor(credit.order, Math.floor((credit.amountMinor * quarters) / 4));
  const items = request.items.map((item) => ({ ...item, credRrpid: credit.rrpid }));
  const body = await credRevReq.make({ ...request, items }, house.intermediary.signer, house.gateway);
  const answer = await openAnswer(house, credRevRes, await house.post('/set/credrevreq', body));
  if (answer.items[0]?.code === 'success') succeeded.add('reverseCredit');
}

async function administer(operation: BatchAdminReq['operation'], batchId?: number) {
  const request = { ...commonFields(), operation, ...(batchId === undefined ? {} : { batchId }) };
  const body = await batchAdminReq.make(request, house.intermediary.signer, house.gateway);
  return openAnswer(house, batchAdminRes, await house.post('/set/batchadmin', body));
}

/** Over every batch of this merchant: captured less credited. */
async function paidToMerchant(): Promise<number> {
  let sumMinor = 0;
  for (let batchId = 1; ; batchId += 1) {
    const { status, totals = [] } = await administer('query', batchId);
    if (status !== 'success') return sumMinor;
    for (const { captured, credited } of totals) sumMinor += captured.value - credited.value;
  }
}

test('what the merchant is paid is what the card was debited, after any sequence of messages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 15, maxLength: 30 }), async (steps) => {
      const memory: Memory = { orders: [], credits: [] };
      for (const step of steps) {
        await perform(memory, step);
        const { accounts, authorizations, balanced } = await booksOf(house);
        expect(balanced).toBe(true);
        const [camille, ...others] = accounts;
        expect(others.every(({ heldMinor, debitedMinor }) => heldMinor + debitedMinor === 0)).toBe(true);
        const taken = authorizations.map(({ capturedMinor, creditedMinor }) => capturedMinor - creditedMinor);
        expect(camille?.debitedMinor).toBe(taken.reduce((sum, value) => sum + value, 0));
      }
      expect((await booksOf(house)).accounts[0]?.debitedMinor).toBe(await paidToMerchant());
    }),
    { numRuns: 8, examples: [[example]] },
  );
  const once = [
    'authorize',
    'sale',
    'nextParcel',
    'reverse',
    'capture',
    'reverseCapture',
    'credit',
    'reverseCredit',
  ];
  expect([...succeeded]).toEqual(expect.arrayContaining(once));
}, 120_000);
