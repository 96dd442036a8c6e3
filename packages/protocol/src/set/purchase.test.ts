/** The SET purchase between real keys, from the wallet to the gateway, and what each refuses (see dual-signature.test.ts). */
import { beforeAll, describe, expect, test } from 'vitest';
import { newIdentifier } from '../random.ts';
import {
  createTestWorld,
  type TestCardholder,
  type TestWorld,
  testRandom,
  testTime,
} from '../testing/demo-parties.ts';
import {
  makeAuthReq,
  makePurchase,
  openersOf,
  readAsGateway,
  readAsMerchant,
  sealAuthReq,
} from '../testing/test-purchase.ts';
import { authReq } from './auth.ts';
import { hashOrder } from './order.ts';

let world: TestWorld;
let shopper: TestCardholder;

beforeAll(async () => {
  world = await createTestWorld();
  shopper = await world.newCardholder();
});

test('a purchase goes through merchant and gateway, which compare what each was given', async () => {
  const made = await makePurchase(world, shopper);
  const { pi } = await readAsMerchant(world, made);
  const sealed = await sealAuthReq(world, await makeAuthReq(world, made), pi);
  const openers = openersOf(world.gateway);
  const received = await authReq.open(sealed, { trust: world.newTrust(), at: testTime, openers });
  const result = await readAsGateway(world, received.baggage ?? '', received.payload);
  expect(result).toMatchObject({ status: 'valid', instructions: { piData: made.piData } });
});

describe('the merchant refuses', () => {
  test('another amount than it offered', async () => {
    const made = await makePurchase(world, shopper);
    const hodOf = (salt: string) => hashOrder(made.order, { currency: 'EUR', value: 1 }, salt);
    await expect(readAsMerchant(world, made, { hodOf })).rejects.toMatchObject({ facts: { field: 'hod' } });
  });
  test('a challenge that is not its own', async () => {
    const challM = newIdentifier(testRandom);
    await expect(readAsMerchant(world, await makePurchase(world, shopper), { challM })).rejects.toMatchObject(
      { code: 'ERR_MESSAGE_CHALLENGE' },
    );
  });
  test('an order half beyond 4 kB', async () => {
    const made = await makePurchase(world, shopper);
    const message = JSON.stringify({ ...JSON.parse(made.message), oiData: ' '.repeat(4097) });
    await expect(readAsMerchant(world, { ...made, message })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_MALFORMED',
      facts: { field: 'oiData' },
    });
  });
  test('a payment half beyond 40 kB', async () => {
    const made = await makePurchase(world, shopper);
    const message = JSON.stringify({ ...JSON.parse(made.message), pi: 'x'.repeat(40_961) });
    await expect(readAsMerchant(world, { ...made, message })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_MALFORMED',
      facts: { field: 'pi' },
    });
  });
});

describe('the gateway', () => {
  test('answers cardMerchBrandMismatch for a card of another brand', async () => {
    const made = await makePurchase(world, shopper);
    const { pi } = await readAsMerchant(world, made);
    const result = await readAsGateway(world, pi, await makeAuthReq(world, made), { brand: 'Other' });
    expect(result).toMatchObject({ status: 'cardMerchBrandMismatch' });
  });
  test('refuses a card number that is not the certified one', async () => {
    const made = await makePurchase(world, shopper, {
      change: ({ oiData, piData }) => {
        const panData = { ...piData.panData, pan: '4970109999999999' };
        return { oiData, piData: { ...piData, panData } };
      },
    });
    const { pi } = await readAsMerchant(world, made);
    await expect(readAsGateway(world, pi, await makeAuthReq(world, made))).rejects.toMatchObject({
      code: 'ERR_PAN_NOT_CERTIFIED',
    });
  });
  test('refuses a broken seal', async () => {
    const made = await makePurchase(world, shopper);
    const request = await makeAuthReq(world, made);
    const { pi } = await readAsMerchant(world, made);
    await expect(readAsGateway(world, `${pi.slice(0, -4)}AAAA`, request)).rejects.toMatchObject({
      code: 'ERR_SEAL_BROKEN',
    });
  });
  test('refuses a signature by a wallet below another root', async () => {
    const elsewhere = await createTestWorld();
    const made = await makePurchase(elsewhere, await elsewhere.newCardholder(), { gateway: world.gateway });
    await expect(readAsMerchant(world, made)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_CERTIFICATE_/),
    });
  });
});
