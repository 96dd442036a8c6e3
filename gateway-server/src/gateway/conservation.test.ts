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

interface Step {
  readonly kind:
    | 'authorize'
    | 'sale'
    | 'nextParcel'
    | 'reverse'
    | 'capture'
    | 'reverseCapture'
    | 'credit'
    | 'reverseCredit'
    | 'closeBatch'
    | 'tidy';
  readonly amountMinor: number;
  readonly pick: number;
}

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    ...(['authorize', 'authorize', 'sale', 'nextParcel', 'reverse', 'capture', 'capture'] as const),
    ...(['reverseCapture', 'credit', 'credit', 'reverseCredit', 'closeBatch', 'tidy'] as const),
  ),
  amountMinor: fc.oneof(fc.integer({ min: 1, max: 1500 }), fc.constant(1000)),
  pick: fc.nat({ max: 20 }),
});

interface Order {
  readonly purchase: Purchase;
  readonly authToken: string | undefined;
  readonly authRrpid: string;
  capToken: string;
  readonly amountMinor: number;
}

/** What one merchant remembers; it asks for whatever it likes. */
interface Memory {
  readonly orders: Order[];
  readonly creditRrpids: string[];
}

async function perform(memory: Memory, { kind, amountMinor, pick }: Step): Promise<void> {
  const order = memory.orders[pick % Math.max(1, memory.orders.length)];
  if (kind === 'tidy') return house.opened.tidy();
  if (kind === 'closeBatch') return closeBatch();
  if (kind === 'authorize' || kind === 'sale') {
    const purchase = await makePurchase(house, wallet, { valueMinor: amountMinor });
    return remember(memory, purchase, { captureNow: kind === 'sale', subsequentAuthInd: true });
  }
  if (order === undefined) return undefined;
  const { purchase, authToken } = order;
  if (kind === 'nextParcel')
    return authToken === undefined
      ? undefined
      : remember(memory, purchase, { authToken, valueMinor: amountMinor });
  if (kind === 'reverse') return reverse(order, amountMinor);
  return settle(memory, kind, { order, amountMinor, pick });
}

async function remember(
  memory: Memory,
  purchase: Purchase,
  options: Parameters<typeof authorizePurchase>[2] & object,
): Promise<void> {
  const { request, response } = await authorizePurchase(house, purchase, options);
  const { authToken, capToken } = response;
  if (capToken !== undefined)
    memory.orders.push({
      ...{ purchase, authToken, capToken },
      authRrpid: request.rrpid,
      amountMinor: request.authReqAmt.value,
    });
}

async function reverse(order: Order, newValueMinor: number): Promise<void> {
  const { authRrpid: rrpid, capToken, purchase, amountMinor: value } = order;
  const reversed = { rrpid, transIds: purchase.transIds, authReqAmt: { currency: 'EUR', value } };
  // Every third one cancels.
  const left = newValueMinor % 3 === 0 ? 0 : newValueMinor;
  const answer = await reverseAuthorization(house, reversed, { newValueMinor: left, capToken });
  order.capToken = answer.capToken ?? order.capToken;
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

async function settle(
  memory: Memory,
  kind: 'capture' | 'reverseCapture' | 'credit' | 'reverseCredit',
  { order, amountMinor, pick }: { order: Order; amountMinor: number; pick: number },
): Promise<void> {
  const { signer } = house.intermediary;
  const { purchase, authRrpid, capToken } = order;
  const amount = { currency: 'EUR', value: amountMinor };
  const item = { transIds: purchase.transIds, authRrpid, capToken };
  if (kind === 'capture') {
    const request = { ...commonFields(), items: [{ ...item, capAmt: amount }] };
    const body = await capReq.make(request, signer, house.gateway);
    await openAnswer(house, capRes, await house.post('/set/capreq', body));
    return;
  }
  const common: CapRevOrCredReq = {
    ...commonFields(),
    reqDate: house.clock.at,
    items: [{ ...item, amount }],
  };
  if (kind === 'reverseCapture') {
    const body = await capRevReq.make(common, signer, house.gateway);
    await openAnswer(house, capRevRes, await house.post('/set/caprevreq', body));
  } else if (kind === 'credit') {
    const body = await credReq.make(common, signer, house.gateway);
    await openAnswer(house, credRes, await house.post('/set/credreq', body));
    memory.creditRrpids.push(common.rrpid);
  } else {
    const known = memory.creditRrpids[pick % Math.max(1, memory.creditRrpids.length)];
    const credRrpid = known ?? newIdentifier(testRandom);
    const request = { ...common, items: common.items.map((one) => ({ ...one, credRrpid })) };
    const body = await credRevReq.make(request, signer, house.gateway);
    await openAnswer(house, credRevRes, await house.post('/set/credrevreq', body));
  }
}

async function administer(operation: BatchAdminReq['operation'], batchId?: number) {
  const request = { ...commonFields(), operation, ...(batchId === undefined ? {} : { batchId }) };
  const body = await batchAdminReq.make(request, house.intermediary.signer, house.gateway);
  return openAnswer(house, batchAdminRes, await house.post('/set/batchadmin', body));
}

async function closeBatch(): Promise<void> {
  await administer('close');
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
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 25 }), async (steps) => {
      const memory: Memory = { orders: [], creditRrpids: [] };
      for (const step of steps) {
        await perform(memory, step);
        const { accounts, authorizations, balanced } = await booksOf(house);
        expect(balanced).toBe(true);
        const [camille, ...others] = accounts;
        expect(others.every(({ heldMinor, debitedMinor }) => heldMinor + debitedMinor === 0)).toBe(true);
        const taken = authorizations.map(({ capturedMinor, creditedMinor }) => capturedMinor - creditedMinor);
        expect(camille?.debitedMinor).toBe(taken.reduce((sum, value) => sum + value, 0));
        for (const { state } of authorizations) seen.add(state);
      }
      expect((await booksOf(house)).accounts[0]?.debitedMinor).toBe(await paidToMerchant());
    }),
    { numRuns: 8 },
  );
  expect([...seen]).toEqual(expect.arrayContaining(['held', 'captured', 'reversed']));
}, 120_000);
