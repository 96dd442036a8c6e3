/** What a shop refuses it refuses by name: the Error carries the RRPID of the message, where that can be read. */
import { encodePInitReq, newIdentifier, openErrorMessage } from '@ecomm/protocol';
import { beforeAll, expect, test } from 'vitest';
import { testBrand, testRandom } from '../../../protocol/src/testing/demo-parties.ts';
import { createTestSetShop, shopOrigin, type TestSetShop } from '../testing/test-set-shop.ts';
import { createSetEndpoints } from './set-endpoints.ts';

let shop: TestSetShop;

beforeAll(async () => {
  shop = await createTestSetShop();
});

async function refusalOf(path: string, body: string, accept = '*/*') {
  const { merchant, settler } = shop;
  const request = new Request(`${shopOrigin}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', accept },
  });
  const response = await createSetEndpoints({ merchant, settler }).handle(request);
  if (response === undefined || response.ok) throw new Error('it was not refused');
  return response.text();
}

const pInitReq = (rrpid: string) =>
  encodePInitReq({
    ...{ rrpid, language: 'fr', brand: testBrand, bin: '497010' },
    ...{ lidC: newIdentifier(testRandom), challC: newIdentifier(testRandom) },
  });

test('a PInitReq of no order, plain and signed', async () => {
  const rrpid = newIdentifier(testRandom);
  expect(JSON.parse(await refusalOf('/set/pinit', pInitReq(rrpid)))).toMatchObject({
    code: 'ERR_ORDER_UNKNOWN',
    rrpid,
  });
  const signed = await refusalOf('/set/pinit', pInitReq(rrpid), 'application/jose');
  const { payload } = await openErrorMessage(signed, { trust: shop.world.newTrust(), at: shop.now });
  expect(payload).toMatchObject({ code: 'ERR_ORDER_UNKNOWN', rrpid });
});

test('a PReq with another order, by its order half', async () => {
  const { pReq, oiData } = await shop.prepare(await shop.order(), { order: 'something else' });
  expect(JSON.parse(await refusalOf('/set/preq', pReq))).toMatchObject({
    code: 'ERR_MESSAGE_MISMATCH',
    rrpid: oiData.rrpid,
  });
});

test('and what names nothing gets no name', async () => {
  for (const body of ['{}', '{"rrpid":"<script>"}', 'nonsense'])
    expect(JSON.parse(await refusalOf('/set/inq', body))).not.toHaveProperty('rrpid');
});
