/** PCertReq over HTTP in process: a merchant learns to which certificate its shoppers seal. */
import {
  encodeBase64Url,
  newIdentifier,
  type PCertReq,
  type PCertRes,
  pCertReq,
  pCertRes,
  sha256,
} from '@ecomm/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';

let house: TestHouse;

beforeAll(async () => {
  house = await createTestHouse();
});
afterAll(() => house.remove());

const requestOf = (changes: Partial<PCertReq> = {}): PCertReq => ({
  rrpid: newIdentifier(testRandom),
  merchantId: house.intermediary.partyId,
  brands: [{ brand: 'CB-demo', bin: '497010' }],
  iat: house.clock.at,
  exp: house.clock.at + 300,
  ...changes,
});

const sign = (changes?: Partial<PCertReq>, signer = house.intermediary.signer) =>
  pCertReq.sign(requestOf(changes), signer);

function abroad() {
  const merchant = house.merchants.get('BOEKENHUIS');
  if (merchant === undefined) throw new Error('no merchant abroad');
  return merchant;
}

const post = (message: string, gatewayId?: string) =>
  house.post(
    gatewayId === undefined ? '/set/pcertreq' : `/set/pcertreq?gateway=${gatewayId}`,
    message,
    'application/jose',
  );

async function itemsOf(response: Response): Promise<PCertRes['items']> {
  const { payload } = await pCertRes.open(await response.text(), { trust: house.trust, at: house.clock.at });
  return payload.items;
}

describe('PCertReq', () => {
  test('gets the chain of the certificate to seal to, signed by the gateway', async () => {
    const [item] = await itemsOf(await post(await sign()));
    expect(item).toMatchObject({ code: 'success', thumb: house.gateway.thumb });
    const leaf = Buffer.from(item?.chain?.[0] ?? '', 'base64');
    expect(encodeBase64Url(await sha256(leaf))).toBe(house.gateway.thumb);
  });

  test('to a gateway by name gets that one’s', async () => {
    const { partyId, signer } = abroad();
    const [item] = await itemsOf(await post(await sign({ merchantId: partyId }, signer), 'GATEWAY-2'));
    expect(item).toMatchObject({ code: 'success', thumb: house.gatewayAbroad.thumb });
  });

  test('that names the certificate as known gets no chain again', async () => {
    const [item] = await itemsOf(await post(await sign({ thumbs: [house.gateway.thumb] })));
    expect(item).toEqual({ brand: 'CB-demo', code: 'success', thumb: house.gateway.thumb });
  });

  test('is answered brand by brand', async () => {
    const brands = [
      { brand: 'Other' },
      { brand: 'CB-demo', bin: '400000' },
      { brand: 'CB-demo', bin: '497010' },
    ];
    const items = await itemsOf(await post(await sign({ brands })));
    expect(items.map(({ code }) => code)).toEqual(['brandNotSupported', 'unknownBIN', 'success']);
  });

  test('repeated gets the same bytes', async () => {
    const message = await sign();
    const first = await (await post(message)).text();
    expect(await (await post(message)).text()).toBe(first);
  });
});

describe('refused is a PCertReq', () => {
  test.each([
    ['under the RRPID of another request', 409, 'ERR_RRPID_REUSED'],
    ['in another merchant’s name', 400, 'ERR_MESSAGE_MISMATCH'],
    ['to another bank’s gateway', 400, 'ERR_MESSAGE_MISMATCH'],
    ['that is stale', 400, 'ERR_MESSAGE_TOO_OLD'],
    ['to a gateway that is not here', 400, 'ERR_MESSAGE_RECIPIENT'],
    ['signed by a gateway', 401, 'ERR_CERTIFICATE_ROLE'],
    ['whose signature is another message’s', 401, 'ERR_MESSAGE_SIGNATURE'],
    ['that is no message', 400, 'ERR_MESSAGE_MALFORMED'],
  ] as const)('%s', async (what, status, code) => {
    const send = {
      'under the RRPID of another request': async () => {
        const rrpid = newIdentifier(testRandom);
        await post(await sign({ rrpid }));
        return post(await sign({ rrpid, brands: [{ brand: 'Other' }] }));
      },
      'in another merchant’s name': async () => post(await sign({ merchantId: 'QUOTIDIEN' })),
      'to another bank’s gateway': async () => post(await sign(), 'GATEWAY-2'),
      'that is stale': async () => post(await sign({ iat: house.clock.at - 301 })),
      'to a gateway that is not here': async () => post(await sign(), 'GATEWAY-9'),
      'signed by a gateway': async () => post(await sign({}, house.opened.gateway.identity.signer)),
      'whose signature is another message’s': async () => {
        const [one, other] = [await sign(), await sign()];
        return post([...one.split('.').slice(0, 2), other.split('.')[2]].join('.'));
      },
      'that is no message': async () => post('a.b'),
    }[what];
    expect(await codeOf(await send())).toEqual({ status, code });
  });

  test('of another content type', async () => {
    const response = await house.post('/set/pcertreq', await sign(), 'application/json');
    expect(await codeOf(response)).toEqual({ status: 415, code: 'ERR_GATEWAY_CONTENT_TYPE' });
  });
});

describe('GET /set/gateway-certificate', () => {
  const get = (query = '') => house.opened.app.request(`/set/gateway-certificate${query}`);
  const thumbOf = async (response: Response) => {
    const { chain } = (await response.json()) as { chain: string[] };
    return encodeBase64Url(await sha256(Buffer.from(chain[0] ?? '', 'base64')));
  };

  test('gives the default gateway’s chain, or the named one’s', async () => {
    expect(await thumbOf(await get())).toBe(house.gateway.thumb);
    expect(await thumbOf(await get('?gateway=GATEWAY-1'))).toBe(house.gateway.thumb);
    expect(await thumbOf(await get('?gateway=GATEWAY-2'))).toBe(house.gatewayAbroad.thumb);
  });

  test('of a gateway that is not here is not found', async () => {
    expect(await codeOf(await get('?gateway=GATEWAY-9'))).toEqual({
      status: 404,
      code: 'ERR_GATEWAY_NOT_FOUND',
    });
  });
});
