/** Every settlement message, bent in every way that its envelope allows: refused by its code, and no money moves. */
import {
  type BatchAdminReq,
  batchAdminReq,
  type CapReq,
  type CapRevOrCredReq,
  type CredRevReq,
  capReq,
  capRevReq,
  credReq,
  credRes,
  credRevReq,
  type EnclosedMessage,
  type Identity,
  newIdentifier,
  seal,
  utf8,
} from '@ecomm/protocol';
import { CompactSign } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { booksOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import { authorizePurchase, captureItems, openAnswer } from '../testing/test-merchant.ts';
import { enrol, makePurchase } from '../testing/test-wallet.ts';

type Settlement = CapReq | CapRevOrCredReq | CredRevReq | BatchAdminReq;

let house: TestHouse;
let captured: { readonly item: CapReq['items'][number]; readonly capToken: string };
let books: unknown;

beforeAll(async () => {
  house = await createTestHouse();
  const wallet = await enrol(house, 'camille');
  const { request, response } = await authorizePurchase(house, await makePurchase(house, wallet));
  const capToken = response.capToken ?? '';
  const { transIds, rrpid: authRrpid, authReqAmt: capAmt } = request;
  const item = { transIds, authRrpid, capAmt, capToken };
  await captureItems(house, [item]);
  captured = { item, capToken };
  books = await booksOf(house);
});
afterEach(async () => expect(await booksOf(house)).toEqual(books));
afterAll(() => house.remove());

const commonOf = (merchant: Identity = house.intermediary) => ({
  rrpid: newIdentifier(testRandom),
  merchantId: merchant.partyId,
  merchantChain: [...merchant.keyExchangeChain],
  iat: house.clock.at,
  exp: house.clock.at + 300,
});

function afterCaptureOf() {
  const { transIds, authRrpid, capAmt: amount, capToken } = captured.item;
  return { ...commonOf(), reqDate: house.clock.at, items: [{ transIds, authRrpid, amount, capToken }] };
}

/** What each kind looks like when it is good, but for the batch that is asked about. */
const kinds = {
  '/set/capreq': {
    message: capReq,
    typ: 'set-capreq+jwt',
    make: () => ({ ...commonOf(), items: [captured.item] }),
  },
  '/set/caprevreq': { message: capRevReq, typ: 'set-caprevreq+jwt', make: afterCaptureOf },
  '/set/credreq': { message: credReq, typ: 'set-credreq+jwt', make: afterCaptureOf },
  '/set/credrevreq': {
    message: credRevReq,
    typ: 'set-credrevreq+jwt',
    make: () => {
      const request = afterCaptureOf();
      const credRrpid = newIdentifier(testRandom);
      return { ...request, items: request.items.map((item) => ({ ...item, credRrpid })) };
    },
  },
  '/set/batchadmin': {
    message: batchAdminReq,
    typ: 'set-batchadminreq+jwt',
    make: () => ({ ...commonOf(), operation: 'close' as const }),
  },
} as const;

type Path = keyof typeof kinds;
const paths = Object.keys(kinds) as Path[];

const messageOf = (path: Path) => kinds[path].message as unknown as EnclosedMessage<Settlement>;

const good = (path: Path): Settlement => kinds[path].make();

const otherMerchant = () => house.merchants.get('QUOTIDIEN') ?? house.intermediary;

/** Signed and sealed without the sender's own check of the fields. */
async function forge(path: Path, payload: object, header: object = {}): Promise<string> {
  const { signer } = house.intermediary;
  const signed = await new CompactSign(utf8(JSON.stringify(payload)))
    .setProtectedHeader({
      alg: 'ES256',
      typ: kinds[path].typ,
      'x5t#S256': signer.thumb,
      x5c: [...signer.chain],
      ...header,
    })
    .sign(signer.key);
  return JSON.stringify({ enc: await seal(signed, house.gateway) });
}

const make = (path: Path, changes: object = {}, signer = house.intermediary.signer) =>
  messageOf(path).make({ ...good(path), ...changes } as Settlement, signer, house.gateway);

describe.each(paths)('%s', (path) => {
  const send = async (body: string) => codeOf(await house.post(path, body));

  test('refuses another content type', async () => {
    const response = await house.post(path, await make(path), 'application/jose');
    expect(await codeOf(response)).toEqual({ status: 415, code: 'ERR_GATEWAY_CONTENT_TYPE' });
  });

  test('refuses a body beyond the bound', async () => {
    expect(await send(`{"enc":"${'a'.repeat(131_072)}"}`)).toEqual({
      status: 413,
      code: 'ERR_MESSAGE_TOO_BIG',
    });
  });

  test.each([
    ['', 'ERR_MESSAGE_MALFORMED'],
    ['null', 'ERR_MESSAGE_MALFORMED'],
    ['[]', 'ERR_MESSAGE_MALFORMED'],
    ['[[[[', 'ERR_MESSAGE_MALFORMED'],
    ['{"enc":1}', 'ERR_MESSAGE_MALFORMED'],
    ['{"enc":"a.b.c.d.e","more":1}', 'ERR_MESSAGE_MALFORMED'],
    ['{"enc":"a.b.c"}', 'ERR_SEAL_BROKEN'],
  ])('refuses %j', async (body, code) => {
    expect(await send(body)).toEqual({ status: 400, code });
  });

  test('refuses another message of the same merchant', async () => {
    const other = path === '/set/credreq' ? '/set/caprevreq' : '/set/credreq';
    expect(await send(await make(other))).toEqual({ status: 400, code: 'ERR_MESSAGE_TYPE' });
  });

  test('refuses a message that is older than the tolerance, or of the future', async () => {
    expect((await send(await make(path, { iat: house.clock.at - 301 }))).code).toBe('ERR_MESSAGE_TOO_OLD');
    expect((await send(await make(path, { exp: house.clock.at - 1 }))).code).toBe('ERR_MESSAGE_TOO_OLD');
    expect((await send(await make(path, { iat: house.clock.at + 301 }))).code).toBe('ERR_MESSAGE_TOO_NEW');
  });

  test('refuses another merchant’s name, signature, or key to answer to', async () => {
    const other = otherMerchant();
    const mismatch = { status: 400, code: 'ERR_MESSAGE_MISMATCH' };
    expect(await send(await make(path, { merchantId: other.partyId }))).toEqual(mismatch);
    expect(await send(await make(path, {}, other.signer))).toEqual(mismatch);
    expect(await send(await make(path, { merchantChain: [...other.keyExchangeChain] }))).toEqual(mismatch);
  });

  test('refuses the signature of a gateway', async () => {
    const { signer } = house.opened.gateway.identity;
    expect(await send(await make(path, {}, signer))).toEqual({ status: 401, code: 'ERR_CERTIFICATE_ROLE' });
  });

  test('refuses a message sealed to somebody else', async () => {
    const { keyExchangeCertificate } = otherMerchant();
    if (keyExchangeCertificate === undefined) throw new Error('no key-exchange certificate');
    const body = await messageOf(path).make(good(path), house.intermediary.signer, {
      thumb: keyExchangeCertificate.thumb,
      publicKey: house.gatewayAbroad.publicKey,
    });
    expect((await send(body)).code).toBe('ERR_MESSAGE_RECIPIENT');
  });

  test('refuses a field too many, a field too few, and baggage', async () => {
    const { rrpid: _rrpid, ...withoutRrpid } = good(path);
    expect((await send(await forge(path, { ...good(path), more: 1 }))).code).toBe('ERR_MESSAGE_MALFORMED');
    expect((await send(await forge(path, withoutRrpid))).code).toBe('ERR_MESSAGE_MALFORMED');
    const { enc } = JSON.parse(await make(path));
    expect((await send(JSON.stringify({ enc, baggage: 'x' }))).code).toBe('ERR_MESSAGE_MISMATCH');
  });

  test('refuses the type of another message', async () => {
    const body = await forge(path, good(path), { typ: 'set-authreq+jwt' });
    expect(await send(body)).toEqual({ status: 400, code: 'ERR_MESSAGE_TYPE' });
  });

  test('gives a body that was answered with an error no answer but that error', async () => {
    const body = await make(path, { iat: house.clock.at - 301 });
    expect(await send(body)).toEqual(await send(body));
  });
});

describe.each(paths.filter((path) => path !== '/set/batchadmin'))('%s', (path) => {
  const changed = (change: (item: Record<string, unknown>) => object) => {
    const request = good(path) as CapReq;
    return forge(path, { ...request, items: request.items.map((item) => change({ ...item })) });
  };
  const amountName = path === '/set/capreq' ? 'capAmt' : 'amount';

  test.each([
    ['a negative amount', { [amountName]: { currency: 'EUR', value: -1 } }],
    ['half a cent', { [amountName]: { currency: 'EUR', value: 0.5 } }],
    ['an amount beyond whole numbers', { [amountName]: { currency: 'EUR', value: 2 ** 53 } }],
    ['an amount in words', { [amountName]: { currency: 'EUR', value: '20' } }],
    ['a currency that is none', { [amountName]: { currency: 'EURO', value: 1 } }],
    ['a token of nothing', { capToken: '' }],
  ])('refuses %s', async (_what, change) => {
    const body = await changed((item) => ({ ...item, ...change }));
    expect(await codeOf(await house.post(path, body))).toEqual({
      status: 400,
      code: 'ERR_MESSAGE_MALFORMED',
    });
  });

  test('refuses no item, and more than fifty', async () => {
    const request = good(path) as CapReq;
    for (const items of [[], Array.from({ length: 51 }, () => request.items[0])]) {
      const body = await forge(path, { ...request, items });
      expect((await codeOf(await house.post(path, body))).code).toMatch(/^ERR_MESSAGE_(MALFORMED|TOO_BIG)$/);
    }
  });
});

describe('at the other gateway', () => {
  test('a token of another’s purchase refunds nothing', async () => {
    const merchant = house.merchants.get('BOEKENHUIS');
    if (merchant === undefined) throw new Error('no merchant abroad');
    const { partyId: merchantId, keyExchangeChain, signer } = merchant;
    const request = { ...afterCaptureOf(), merchantId, merchantChain: [...keyExchangeChain] };
    const body = await credReq.make(request, signer, house.gatewayAbroad);
    const { items } = await openAnswer(house, credRes, await house.post('/set/credreq', body), merchant);
    expect(items).toMatchObject([{ code: 'originalNotFound', amount: { value: 0 } }]);
  });
});
