/** AuthRes and PCertRes bring the published list to merchants whose thumbs name another one, or none. */
import { digestOf, newIdentifier, pCertReq, pCertRes, type RevocationList } from '@ecomm/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import { authorizePurchase } from '../testing/test-merchant.ts';
import { enrol, makePurchase, type TestWallet } from '../testing/test-wallet.ts';
import { revocationFor } from './revocation-for.ts';

let house: TestHouse;
let wallet: TestWallet;
let published: RevocationList;
let digest: string;

beforeAll(async () => {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
  published = (await (await house.opened.app.request('/set/revocation')).json()) as RevocationList;
  digest = await digestOf(published.bci);
});
afterAll(() => house.remove());

async function listInAuthRes(thumbs: string[] | undefined, valueMinor = 100) {
  const purchase = await makePurchase(house, wallet, { valueMinor });
  const { response } = await authorizePurchase(house, purchase, {
    bend: (request) => (thumbs === undefined ? request : { ...request, thumbs }),
  });
  return response.revocation;
}

async function listInPCertRes(thumbs: string[] | undefined) {
  const message = await pCertReq.sign(
    {
      ...{ rrpid: newIdentifier(testRandom), merchantId: house.intermediary.partyId },
      ...{ brands: [{ brand: 'CB-demo' }], iat: house.clock.at, exp: house.clock.at + 300 },
      ...(thumbs === undefined ? {} : { thumbs }),
    },
    house.intermediary.signer,
  );
  const answer = await (await house.post('/set/pcertreq', message, 'application/jose')).text();
  return (await pCertRes.open(answer, { trust: house.trust, at: house.clock.at })).payload.revocation;
}

describe.each([
  ['AuthRes', listInAuthRes],
  ['PCertRes', listInPCertRes],
] as const)('%s', (_message, listIn) => {
  test('has the list for who holds none, or another', async () => {
    expect(await listIn([])).toEqual(published);
    expect(await listIn([await digestOf('an older one')])).toEqual(published);
  });
  test('has none for who names it, nor for who named nothing', async () => {
    expect(await listIn([digest])).toBeUndefined();
    expect(await listIn(undefined)).toBeUndefined();
  });
});

test('a refusal has it too', async () => {
  expect(await listInAuthRes([], 49_000)).toEqual(published);
});

test('a gateway that knows none sends none', () => {
  expect(revocationFor({ revocation: { listUnlessHeld: () => undefined } }, [])).toEqual({});
});
