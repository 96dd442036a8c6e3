/** A receipt is verified with roots alone: what of it can be changed unseen, and what can't. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { newIdentifier } from '../random.ts';
import { createTestWorld, type TestWorld, testRandom, testTime } from '../testing/demo-parties.ts';
import type { Identity } from '../trust/identity.ts';
import { hashOrder } from './order.ts';
import { type PRes, pRes } from './pres.ts';
import { encodeReceipt, maxReceiptBytes, type PurchaseReceipt, verifyReceipt } from './receipt.ts';

let world: TestWorld;
let right: PurchaseReceipt;

const id = () => newIdentifier(testRandom);
const order = 'Vingt mille lieues sous les mers\r\n1 × 12,40';
const purchAmt = { currency: 'EUR', value: 1240 };
const odSalt = encodeBase64Url(testRandom(20));
const answered = {
  transIds: { lidC: id(), lidM: id(), xid: id(), preqDate: testTime, language: 'fr' },
  rrpid: id(),
  challC: id(),
};

async function sign(bend = (said: PRes) => said, merchant: Identity = world.merchant1): Promise<string> {
  const hod = await hashOrder(order, purchAmt, odSalt);
  const authStatus = { authDate: testTime, authorizationNumber: 'A1B2C3' };
  const said: PRes = {
    ...{ ...answered, completionCode: 'authorizationPerformed', hod, authStatus },
    ...{ iat: testTime, exp: testTime + 86_400 },
  };
  return pRes.sign(bend(said), merchant.signer);
}

beforeAll(async () => {
  world = await createTestWorld();
  right = {
    ...{ format: 'ecomm-receipt/1', order, purchAmt, odSalt, ...answered },
    hod: await hashOrder(order, purchAmt, odSalt),
    ...{ merchantName: 'Le Quotidien', merchantId: 'M1', date: testTime, authorizationNumber: 'A1B2C3' },
    ...{ cam: encodeBase64Url(testRandom(8)), pRes: await sign() },
  };
});

const verify = (receipt: object, text = JSON.stringify(receipt)) =>
  verifyReceipt(text, { anchors: [world.root.certificate] });

describe('a receipt', () => {
  test('is verified with the root alone, and years later', async () => {
    await expect(verify(right, encodeReceipt(right))).resolves.toEqual(right);
  });
  test('may be indented otherwise, or not at all', async () => {
    await expect(verify(right, JSON.stringify(right, null, 7))).resolves.toEqual(right);
    await expect(verify(right)).resolves.toEqual(right);
  });
  test('shows no card where none took part', async () => {
    const { cam: _, ...without } = right;
    await expect(verify(without)).resolves.toEqual(without);
  });
  test('proves nothing by its cryptogram: only the bank can check that', async () => {
    await expect(verify({ ...right, cam: encodeBase64Url(testRandom(8)) })).resolves.toBeDefined();
  });
});

describe('an altered receipt is refused', () => {
  test.each<[string, Partial<PurchaseReceipt>, string]>([
    ['for another order', { order: 'Vingt mille lieues' }, 'hod'],
    ['with a space more', { order: `${order} ` }, 'hod'],
    ['for another amount', { purchAmt: { currency: 'EUR', value: 12_400 } }, 'hod'],
    ['in another currency', { purchAmt: { currency: 'FRF', value: 1240 } }, 'hod'],
    ['of another shop', { merchantId: 'M2' }, 'merchantId'],
    ['of another name', { merchantName: 'La Revue' }, 'merchantName'],
    ['of another day', { date: testTime - 86_400 }, 'date'],
    ['with another authorization number', { authorizationNumber: 'A1B2C4' }, 'authorizationNumber'],
    ['without an authorization number', { authorizationNumber: undefined }, 'authorizationNumber'],
    ['for another request', { rrpid: answered.challC }, 'rrpid'],
    ['for another challenge', { challC: answered.rrpid }, 'challC'],
    [
      'for another transaction',
      { transIds: { ...answered.transIds, xid: answered.transIds.lidC } },
      'transIds',
    ],
  ])('%s', async (_what, changes, field) => {
    await expect(verify({ ...right, ...changes })).rejects.toMatchObject({
      code: 'ERR_RECEIPT_INVALID',
      facts: { field },
    });
  });
  test('for another order whose hash was made anew', async () => {
    const cheap = { currency: 'EUR', value: 1 };
    const hod = await hashOrder(order, cheap, odSalt);
    await expect(verify({ ...right, purchAmt: cheap, hod })).rejects.toMatchObject({
      facts: { field: 'signedHod' },
    });
  });
});

describe('a forged receipt is refused', () => {
  test.each<[string, (said: PRes) => PRes]>([
    ['of an order that the shop rejected', (said) => ({ ...said, completionCode: 'orderRejected' })],
    ['of an order that the bank has not decided', (said) => ({ ...said, completionCode: 'orderReceived' })],
    ['of an order that never came', (said) => ({ ...said, completionCode: 'orderNotReceived' })],
    ['of a purchase without an authorization', ({ authStatus: _, ...said }) => said],
    ['that names no order', ({ hod: _, ...said }) => said],
  ])('%s', async (_what, bend) => {
    await expect(verify({ ...right, pRes: await sign(bend) })).rejects.toMatchObject({
      code: 'ERR_RECEIPT_INVALID',
    });
  });
  test('that another shop signed in this one’s name', async () => {
    await expect(
      verify({ ...right, pRes: await sign((said) => said, world.merchant2) }),
    ).rejects.toMatchObject({
      facts: { field: 'merchantId' },
    });
  });
  test('that a gateway signed', async () => {
    await expect(verify({ ...right, pRes: await sign((said) => said, world.gateway) })).rejects.toMatchObject(
      {
        code: 'ERR_CERTIFICATE_ROLE',
      },
    );
  });
  test('that a shop below another root signed', async () => {
    const { merchant1 } = await createTestWorld();
    await expect(verify({ ...right, pRes: await sign((said) => said, merchant1) })).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_SIGNATURE',
    });
  });
  test('that a shop dated before its certificate, or after', async () => {
    for (const [iat, code] of [
      [testTime - 20 * 365 * 86_400, 'ERR_CERTIFICATE_NOT_YET_VALID'],
      [testTime + 20 * 365 * 86_400, 'ERR_CERTIFICATE_EXPIRED'],
    ] as const) {
      const said = await sign((right) => ({ ...right, iat, exp: iat + 60 }));
      await expect(verify({ ...right, pRes: said })).rejects.toMatchObject({ code });
    }
  });
  test('with any one character of its signed part changed', async () => {
    const { pRes: said } = right;
    const [header = '', payload = ''] = said.split('.');
    for (let at = header.length + 1; at < header.length + payload.length; at += 53) {
      const changed = `${said.slice(0, at)}${said[at] === 'A' ? 'B' : 'A'}${said.slice(at + 1)}`;
      await expect(verify({ ...right, pRes: changed })).rejects.toHaveProperty('code');
    }
  });
});

describe('what is no receipt is refused', () => {
  test.each([
    ['nothing', ''],
    ['a web page', '<!doctype html><title>Receipt</title>'],
    ['a number', '7'],
    ['an array', '[]'],
    ['an empty object', '{}'],
    ['another format', '{"format":"ecomm-receipt/2"}'],
  ])('%s', async (_what, text) => {
    await expect(verify({}, text)).rejects.toMatchObject({ code: 'ERR_RECEIPT_INVALID' });
  });
  test('a receipt with a member too many', async () => {
    await expect(verify({ ...right, paid: true })).rejects.toMatchObject({ code: 'ERR_RECEIPT_INVALID' });
  });
  test('a file beyond the bound, before it is parsed', async () => {
    await expect(verify({}, '['.repeat(maxReceiptBytes + 1))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_TOO_BIG',
    });
  });
});
