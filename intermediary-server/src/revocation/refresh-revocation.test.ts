/** An intermediary that knows who is revoked: fetched from the gateway, or pushed by anyone who has the brand's list. */
import type { Certificate } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import {
  publishTestRevocation,
  type TestPublication,
} from '../../../packages/protocol/src/testing/publish-revocation.ts';
import { TestHouse } from '../testing/test-house.ts';
import type { TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeEach(async () => {
  house = await TestHouse.open();
  wallet = await house.newWallet();
});

afterEach(async () => {
  const { wrong, otbs, purchases } = await house.store.readState();
  expect(wrong).toEqual([]);
  const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);
  expect(sumOf(otbs.map(({ spentMinor }) => spentMinor))).toBe(
    sumOf(purchases.map(({ amountMinor }) => amountMinor)),
  );
  await house.close();
});

const list = (revoked: readonly Certificate[], changes: Partial<TestPublication> = {}) =>
  publishTestRevocation(house.world, { revoked, sequence: 1, ...changes });

async function push(body: unknown): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await house.request('/set/revocation', {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return response.status;
}

async function buy(): Promise<{ status: number; code: string }> {
  const payment = await wallet.prepare(house.merchant1, house.merchant1.makeOffer(10, 'EUR'));
  const { status, body } = await wallet.send(payment);
  const code = status === 200 ? (await wallet.open(payment, body)).signed.code : JSON.parse(body).code;
  return { status, code };
}

describe('a list that the gateway publishes', () => {
  test('stops a revoked wallet that had paid a moment before', async () => {
    await wallet.buy(house.merchant1, house.merchant1.makeOffer(10, 'EUR'));
    house.gateway.revocation = JSON.stringify(await list([wallet.cardholder.identity.certificate]));
    await house.opened.tidy();
    expect(await buy()).toEqual({ status: 401, code: 'ERR_CERTIFICATE_REVOKED' });
  });
  test('of a merchant: its offers are refused by a signed answer, its claims by an error', async () => {
    await wallet.buy(house.merchant1, house.merchant1.makeOffer(10, 'EUR'));
    house.gateway.revocation = JSON.stringify(await list([house.world.merchant1.certificate]));
    await house.opened.tidy();
    expect(await buy()).toEqual({ status: 200, code: 'merchantUnknown' });
    await expect(house.merchant1.claim([])).rejects.toThrow(/ERR_/);
  });
  test('of somebody else stops nobody', async () => {
    const other = await house.newWallet('4970100000000022');
    house.gateway.revocation = JSON.stringify(await list([other.cardholder.identity.certificate]));
    await house.opened.tidy();
    expect((await buy()).code).toBe('otbInsufficient');
  });
  test('is asked for again when the gateway did not answer', async () => {
    house.gateway.revocation = JSON.stringify(await list([wallet.cardholder.identity.certificate]));
    house.gateway.line = 'down';
    await house.opened.tidy();
    expect((await buy()).code).toBe('otbInsufficient');
    house.gateway.line = 'up';
    await house.opened.tidy();
    expect((await buy()).code).toBe('ERR_CERTIFICATE_REVOKED');
  });
});

describe('a list that is pushed', () => {
  test('counts from that moment', async () => {
    await wallet.buy(house.merchant1, house.merchant1.makeOffer(10, 'EUR'));
    expect(await push(await list([wallet.cardholder.identity.certificate]))).toBe(204);
    expect((await buy()).code).toBe('ERR_CERTIFICATE_REVOKED');
  });
  test('twice is taken once', async () => {
    const published = await list([]);
    expect([await push(published), await push(published)]).toEqual([204, 204]);
    expect(
      house.logged.filter((line) => 'event' in line && line.event === 'revocation list loaded'),
    ).toHaveLength(1);
  });
  test('with a lower number does not bring a revoked wallet back', async () => {
    await push(await list([wallet.cardholder.identity.certificate], { sequence: 2 }));
    expect(await push(await list([], { sequence: 1 }))).toBe(204);
    expect((await buy()).code).toBe('ERR_CERTIFICATE_REVOKED');
  });
  test('and signed by a bank in the place of the brand is refused', async () => {
    const { cardholderCa } = house.world;
    expect(await push(await list([wallet.cardholder.identity.certificate], { signer: cardholderCa }))).toBe(
      401,
    );
    expect((await buy()).code).toBe('otbInsufficient');
  });
  test('that lacks a list that it names is refused whole', async () => {
    const { bci, crls } = await list([wallet.cardholder.identity.certificate]);
    expect(await push({ bci, crls: crls.slice(1) })).toBe(400);
    expect((await buy()).code).toBe('otbInsufficient');
  });
  test.each([
    ['nothing', {}],
    ['no JWS', { bci: 'x', crls: [] }],
    ['too many lists', { bci: 'x', crls: Array.from({ length: 17 }, () => 'x') }],
  ])('and is %s is refused', async (_, body) => {
    expect(await push(body)).toBe(400);
  });
  test('and is too long is refused while it is on its way', async () => {
    expect(await push({ bci: 'x'.repeat(300_000), crls: [] })).toBe(413);
  });
});

test('where revocation must be known, nobody pays before it is, nor after it has run out', async () => {
  await house.close();
  house = await TestHouse.open({ policy: { requireRevocation: true } }, house.world);
  wallet = await house.newWallet();
  expect((await buy()).code).toBe('ERR_BCI_MISSING');
  await push(await list([], { until: testTime + 600 }));
  expect((await buy()).code).toBe('otbInsufficient');
  house.now += 601;
  expect((await buy()).code).toBe('ERR_BCI_EXPIRED');
});
