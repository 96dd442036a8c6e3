/** MPClaim over HTTP: credited only against the preimage, once, in time; unclaimed receipts return. */
import { encodeBase64Url, newIdentifier } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestWorld,
  type TestWorld,
  testRandom,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import { TestHouse } from '../testing/test-house.ts';
import { TestMerchant, type TestWallet } from '../testing/test-wallet.ts';

let world: TestWorld;
let house: TestHouse;
let wallet: TestWallet;
let claim: { receiptId: string; preimage: string };

const buy = async (value = 100) => {
  const { receipt, preimage } = await wallet.buy(house.merchant1, house.merchant1.makeOffer(value, 'EUR'));
  return { receiptId: receipt.receiptId, preimage };
};
const guess = () => encodeBase64Url(testRandom(32));
const post = async (message: string, type = 'application/jose') => {
  const { status, body } = await house.parties.post('/mset/mpclaim', type, message);
  return { status, body };
};
const failure = ({ status, body }: { status: number; body: string }) => ({ status, ...JSON.parse(body) });

beforeEach(async () => {
  world ??= await createTestWorld();
  house = await TestHouse.open({}, world);
  wallet = await house.newWallet();
  claim = await buy();
});
afterEach(async () => {
  expect(await house.state()).toMatchObject({ balanced: true, wrong: [] });
  await house.close();
});

describe('a claim', () => {
  test('with the preimage is credited, and again when it is repeated under another RRPID', async () => {
    const credited = [
      { receiptId: claim.receiptId, code: 'credited', amount: { currency: 'EUR', value: 100 } },
    ];
    expect(await house.merchant1.claim([claim])).toEqual(credited);
    expect(await house.merchant1.claim([claim])).toEqual(credited);
    const { purchases } = await house.state();
    expect(purchases).toMatchObject([{ state: 'credited' }]);
  });
  test('sent again gets the same bytes, also when it is too old to be new', async () => {
    const message = await house.merchant1.claimMessage([claim]);
    const first = await post(message);
    expect(first.status).toBe(200);
    house.now += 3600;
    expect(await post(message)).toEqual(first);
  });
  test('that comes twice at once is credited once', async () => {
    const message = await house.merchant1.claimMessage([claim]);
    const answers = await Promise.all([post(message), post(message), house.merchant1.claim([claim])]);
    expect(answers[0]).toEqual(answers[1]);
  });
  test('has a status of its own for each receipt', async () => {
    const [good, bad] = [await buy(), await buy()];
    const unknown = { receiptId: newIdentifier(testRandom), preimage: guess() };
    const results = await house.merchant1.claim([good, { ...bad, preimage: guess() }, unknown]);
    expect(results.map(({ code }) => code)).toEqual(['credited', 'wrongPreimage', 'unknownReceipt']);
    const { purchases } = await house.state();
    expect(purchases.filter(({ state }) => state === 'credited')).toHaveLength(1);
  });
  test('of another merchant’s receipt is refused, even with its preimage', async () => {
    expect(await house.merchant2.claim([claim])).toEqual([
      { receiptId: claim.receiptId, code: 'otherMerchant' },
    ]);
  });
  test('is taken until a day after the advice deadline, and not a second longer', async () => {
    const later = await buy();
    house.now += 2 * 24 * 3600;
    expect((await house.merchant1.claim([claim]))[0]?.code).toBe('credited');
    house.now += 1;
    expect((await house.merchant1.claim([later]))[0]?.code).toBe('returned');
    const { otbs, purchases } = await house.state();
    expect(purchases.map(({ state }) => state)).toEqual(['returned', 'credited']);
    expect(otbs).toMatchObject([{ spentMinor: 100 }]);
  });
});

describe('an unclaimed receipt', () => {
  test('returns to the Open To Buy by itself when its time is over', async () => {
    house.now += 2 * 24 * 3600;
    await house.opened.tidy();
    expect((await house.state()).otbs).toMatchObject([{ spentMinor: 100 }]);
    house.now += 1;
    await house.opened.tidy();
    expect((await house.state()).otbs).toMatchObject([{ spentMinor: 0 }]);
    expect((await house.merchant1.claim([claim]))[0]?.code).toBe('returned');
  });
  test('returns before a period closes', async () => {
    house.now += 2 * 24 * 3600 + 1;
    const clearing = await house.closePeriod();
    expect(clearing).toMatchObject({ debits: [], credits: [], captures: [], balanced: true });
    expect((await house.state()).purchases).toMatchObject([{ state: 'returned' }]);
  });
});

describe('a claim as a whole is refused', () => {
  test('for another intermediary', async () => {
    const message = await house.merchant1.claimMessage([claim], { intermediaryId: 'OTHER' });
    expect(failure(await post(message))).toMatchObject({ status: 400, code: 'ERR_MESSAGE_RECIPIENT' });
  });
  test('with other bytes under an RRPID that was used', async () => {
    const rrpid = newIdentifier(testRandom);
    expect((await post(await house.merchant1.claimMessage([claim], { rrpid }))).status).toBe(200);
    const other = await house.merchant1.claimMessage([await buy()], { rrpid });
    expect(failure(await post(other))).toMatchObject({ status: 409, code: 'ERR_RRPID_REUSED' });
  });
  test('when it is more than five minutes old', async () => {
    const message = await house.merchant1.claimMessage([claim], { iat: house.now - 301 });
    expect(failure(await post(message))).toMatchObject({ status: 400, code: 'ERR_MESSAGE_TOO_OLD' });
  });
  test('when a cardholder signed it', async () => {
    const forger = new TestMerchant(wallet.cardholder.identity, house.parties);
    const message = await forger.claimMessage([claim]);
    expect(failure(await post(message))).toMatchObject({ status: 401, code: 'ERR_CERTIFICATE_ROLE' });
  });
  test('when it names a receipt twice', async () => {
    const message = await house.merchant1.claimMessage([claim, claim]);
    expect(failure(await post(message))).toMatchObject({ status: 400, code: 'ERR_MESSAGE_MALFORMED' });
  });
  test('when it is too long, of another type, or nothing at all', async () => {
    expect(failure(await post('a'.repeat(70_000)))).toMatchObject({ status: 413 });
    expect(failure(await post('{}', 'application/json'))).toMatchObject({ status: 415 });
    expect(failure(await post(''))).toMatchObject({ status: 400, code: 'ERR_MESSAGE_MALFORMED' });
  });
});
