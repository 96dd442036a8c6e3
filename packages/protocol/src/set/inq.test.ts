/** InqReq: who may ask, and what an inquiry may look like. */
import { beforeAll, describe, expect, test } from 'vitest';
import { newIdentifier } from '../random.ts';
import {
  createTestWorld,
  type TestCardholder,
  type TestWorld,
  testRandom,
  testTime,
} from '../testing/demo-parties.ts';
import { encodeInqReqUnsigned, type InqReqUnsigned, inqReq, openInqReq } from './inq.ts';

let world: TestWorld;
let shopper: TestCardholder;

const id = () => newIdentifier(testRandom);
const asked: InqReqUnsigned = {
  transIds: { lidC: id(), lidM: id(), xid: id(), preqDate: testTime, language: 'fr' },
  rrpid: id(),
  challC2: id(),
};
const times = { iat: testTime, exp: testTime + 300 };

beforeAll(async () => {
  world = await createTestWorld();
  shopper = await world.newCardholder();
});

const open = (message: string, at = testTime) => openInqReq(message, { trust: world.newTrust(), at });
const sign = (changes: object = {}, signer = shopper.identity.signer) =>
  inqReq.sign({ ...asked, ...times, ...changes }, signer);

describe('an inquiry', () => {
  test('says what it asks, and by whom it is signed', async () => {
    const { request, cardholder } = await open(await sign());
    expect(request).toEqual(asked);
    expect(cardholder?.thumb).toBe(shopper.identity.signer.thumb);
  });
  test('that nobody signed is of nobody', async () => {
    expect(await open(encodeInqReqUnsigned(asked))).toEqual({ request: asked, cardholder: undefined });
  });
});

describe('an inquiry is refused', () => {
  test.each(['merchant1', 'gateway', 'intermediary'] as const)('that %s signed', async (party) => {
    await expect(open(await sign({}, world[party].signer))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_ROLE',
    });
  });
  test.each([
    ['of six minutes ago', testTime + 360, 'ERR_MESSAGE_TOO_OLD'],
    ['of six minutes from now', testTime - 360, 'ERR_MESSAGE_TOO_NEW'],
  ])('%s', async (_when, at, code) => {
    await expect(open(await sign(), at)).rejects.toMatchObject({ code });
  });
  test('under another inquiry’s signature', async () => {
    const [one, other] = [await sign(), await sign({ challC2: id() })];
    const mixed = [...one.split('.').slice(0, 2), other.split('.')[2]].join('.');
    await expect(open(mixed)).rejects.toMatchObject({ code: 'ERR_MESSAGE_SIGNATURE' });
  });
  test('by a wallet below another root', async () => {
    const elsewhere = await (await createTestWorld()).newCardholder();
    await expect(open(await sign({}, elsewhere.identity.signer))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_SIGNATURE',
    });
  });
  test.each([
    ['nothing', ''],
    ['two parts', 'a.b'],
    ['an empty object', '{}'],
    ['a field too many', JSON.stringify({ ...asked, lidC: 'x' })],
    ['a short challenge', JSON.stringify({ ...asked, challC2: 'AAAA' })],
    ['no transaction', JSON.stringify({ rrpid: asked.rrpid, challC2: asked.challC2 })],
    ['its times though it is not signed', JSON.stringify({ ...asked, ...times })],
    ['spaces', JSON.stringify(asked, null, 1)],
    ['bytes after its end', `${JSON.stringify(asked)} `],
    ['a member twice', JSON.stringify(asked).replace('{"transIds"', `{"rrpid":"${asked.rrpid}","transIds"`)],
  ])('with %s', async (_what, message) => {
    await expect(open(message)).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED' });
  });
});
