/** PInitReq over HTTP: a top-up becomes a SET transaction, once for each PInitReq. */
import { decodePInitReq, encodePInitReq, newIdentifier, type TopUp } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { TestHouse } from '../testing/test-house.ts';
import { failureOf, openTopUp } from '../testing/test-top-up.ts';
import type { TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;
let topUp: TopUp;

beforeEach(async () => {
  ({ house, wallet, topUp } = await openTopUp());
});
afterEach(() => house.close());

describe('a PInitReq', () => {
  const post = async (message: string) =>
    failureOf(await house.parties.post('/set/pinit', 'application/json', message));

  test('repeated gets the same transaction', async () => {
    const { pInitReq } = await wallet.initiate(topUp);
    const send = () => house.parties.post('/set/pinit', 'application/json', pInitReq);
    expect(await send()).toEqual(await send());
  });
  test('for an unknown top-up, or none, is refused', async () => {
    const { pInitReq } = await wallet.initiate(topUp);
    const request = decodePInitReq(pInitReq);
    const other = { ...request, lidM: newIdentifier(testRandom) };
    expect(await post(encodePInitReq(other))).toMatchObject({ status: 404, code: 'ERR_TOP_UP_UNKNOWN' });
    const { lidM: _lidM, ...without } = request;
    expect(await post(encodePInitReq(without))).toMatchObject({ status: 404, code: 'ERR_TOP_UP_UNKNOWN' });
  });
  test('of another brand is refused', async () => {
    const { pInitReq } = await wallet.initiate(topUp);
    const other = { ...decodePInitReq(pInitReq), brand: 'Other' };
    expect(await post(encodePInitReq(other))).toMatchObject({ status: 400, code: 'ERR_MESSAGE_MISMATCH' });
  });
  test('leaves out the gateway’s chain when the wallet has it', async () => {
    const { pInitReq } = await wallet.initiate(topUp);
    const thumb = house.world.gateway.keyExchangeCertificate?.thumb ?? '';
    const request = { ...decodePInitReq(pInitReq), rrpid: newIdentifier(testRandom), thumbs: [thumb] };
    const answer = await house.parties.post('/set/pinit', 'application/json', encodePInitReq(request));
    const payload = JSON.parse(Buffer.from(answer.body.split('.')[1] ?? '', 'base64url').toString());
    expect(payload.gatewayThumb).toBe(thumb);
    expect(payload.gatewayChain).toBeUndefined();
  });
  test('of one top-up can not come without end', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 22 }, () => wallet.initiate(topUp)));
    const refused = attempts.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(2);
    expect(String((refused[0] as PromiseRejectedResult).reason)).toContain('ERR_TOP_UP_CLOSED');
  });
});
