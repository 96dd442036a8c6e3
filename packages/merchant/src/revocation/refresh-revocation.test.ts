/** A shop that knows who is revoked: a shopper, a gateway; from a list that only the brand can make. */
import {
  type Authority,
  brandCrlIdentifier,
  type Certificate,
  encodeBase64,
  encodeBase64Url,
  encodeChain,
  issueCrl,
  type RevocationList,
  RevocationStatus,
  sha256,
  TrustStore,
} from '@ecomm/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { testBrand, testTime } from '../../../protocol/src/testing/demo-parties.ts';
import { askGatewayChain } from '../set/ask-gateway-chain.ts';
import { receivePReq } from '../set/receive-preq.ts';
import { createTestSetShop, type TestSetShop } from '../testing/test-set-shop.ts';
import { heldLists } from './learn-revocation.ts';
import { type RevocationSource, refreshRevocation, scheduleRevocation } from './refresh-revocation.ts';

let shop: TestSetShop;
let revocation: RevocationStatus;
let source: RevocationSource;
let published: () => Response | Promise<Response>;

async function open(required: boolean): Promise<void> {
  const { world } = await createTestSetShop();
  const anchors = [world.root.certificate];
  revocation = new RevocationStatus({ anchors, brand: testBrand, required });
  const trust = new TrustStore({
    anchors,
    isRevoked: (certificate, issuer, at) => revocation.isRevoked(certificate, issuer, at),
  });
  shop = await createTestSetShop({ merchant: { trust, revocation }, trust });
  source = {
    identity: world.merchant1,
    revocation,
    url: 'https://gateway.example/set/revocation',
    fetch: async () => published(),
    now: () => shop.now,
  };
}

beforeEach(() => open(false));

async function listOf(revoked: readonly Certificate[], sequence: number, signer?: Authority) {
  const { cardholderCa, gatewayCa, brandCa } = shop.world;
  const times = { thisUpdate: testTime - 60, nextUpdate: testTime + 86_400 };
  const lists = await Promise.all(
    [cardholderCa, gatewayCa].map(async ({ certificate, key }) => {
      const entries = revoked
        .filter(({ path }) => path.canonicalIssuer === certificate.path.canonicalSubject)
        .map(({ path }) => ({ serialNumber: path.serialNumber, revokedAt: testTime - 60 }));
      const issuer = { certificate, privateKey: key };
      const der = await issueCrl({ issuer, revoked: entries, crlNumber: sequence, ...times });
      return {
        issuer: certificate.subject,
        crlNumber: sequence,
        der,
        digest: encodeBase64Url(await sha256(der)),
      };
    }),
  );
  const { certificate, key, chain } = signer ?? brandCa;
  const bci = await brandCrlIdentifier.sign(
    {
      ...{ sequence, brand: testBrand, iat: testTime - 60, exp: testTime + 86_400 },
      crls: lists.map(({ issuer, crlNumber, digest }) => ({ issuer, crlNumber, digest })),
    },
    { key, thumb: certificate.thumb, chain: encodeChain(chain) },
  );
  const list: RevocationList = { bci, crls: lists.map(({ der }) => encodeBase64(der)) };
  published = () => Response.json(list);
  return list;
}

describe('a revoked certificate', () => {
  test('of a shopper is refused, and no bank asked', async () => {
    const { pReq } = await shop.prepare(await shop.order());
    await listOf([shop.shopper.identity.certificate], 1);
    expect(await refreshRevocation(source)).toBe(true);
    await expect(receivePReq(shop.merchant, shop.settler, pReq)).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_REVOKED',
    });
    expect(shop.gateway.received).toEqual([]);
  });
  test('of the gateway is sealed to no more', async () => {
    const { keyExchangeCertificate } = shop.world.gateway;
    await listOf(keyExchangeCertificate === undefined ? [] : [keyExchangeCertificate], 1);
    await refreshRevocation(source);
    await expect(shop.paidOrder()).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_REVOKED' });
  });
  test('of somebody else stops no purchase', async () => {
    const other = await shop.world.newCardholder('4970100000000022');
    await listOf([other.identity.certificate], 1);
    await refreshRevocation(source);
    expect((await shop.paidOrder()).authorizations).toHaveLength(1);
    await shop.expectBalanced();
  });
});

describe('a list', () => {
  test('that is older than what is known takes nothing back', async () => {
    await listOf([shop.shopper.identity.certificate], 2);
    await refreshRevocation(source);
    await listOf([], 1);
    expect(await refreshRevocation(source)).toBe(false);
    await expect(shop.paidOrder()).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_REVOKED' });
  });
  test('that the brand did not sign is refused, and what was known stays', async () => {
    await listOf([shop.shopper.identity.certificate], 1);
    await refreshRevocation(source);
    await listOf([], 3, shop.world.merchantCa);
    await expect(refreshRevocation(source)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_CERTIFICATE_/),
    });
    await expect(shop.paidOrder()).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_REVOKED' });
  });
  test.each<[string, () => Response | Promise<Response>]>([
    ['is not there', () => new Response('', { status: 404 })],
    ['is no JSON', () => new Response('<h1>Welcome</h1>')],
    ['has no end', () => new Response('x'.repeat(300_000))],
    ['can’t be reached', () => Promise.reject(new TypeError('network'))],
  ])('that %s leaves what was known', async (_what, answer) => {
    published = answer;
    await expect(refreshRevocation(source)).rejects.toMatchObject({ code: 'ERR_REVOCATION_UNREACHABLE' });
  });
  test('travels on to wallets that lack it, and not to those that hold it', async () => {
    const list = await listOf([], 1);
    await refreshRevocation(source);
    const order = await shop.order();
    expect((await shop.initialise(order)).revocation).toEqual(list);
    expect((await shop.initialise(order, [revocation.digest ?? ''])).revocation).toBeUndefined();
  });
});

describe('a list that the gateway sends along', () => {
  test('in AuthRes is taken, and refuses the next purchase of whom it names', async () => {
    const order = await shop.order();
    const next = await shop.prepare(await shop.order());
    shop.gateway.revocation = await listOf([shop.shopper.identity.certificate], 1);
    await shop.pay(await shop.prepare(order));
    expect(revocation.list).toEqual(shop.gateway.revocation);
    await expect(receivePReq(shop.merchant, shop.settler, next.pReq)).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_REVOKED',
    });
    await shop.expectBalanced();
  });
  test('is asked for by the thumb of the one that the shop holds', async () => {
    await listOf([], 1);
    await refreshRevocation(source);
    expect(heldLists(shop.merchant)).toEqual({ thumbs: [revocation.digest] });
    expect(heldLists({})).toEqual({});
  });
  test('in AuthRes that names this gateway leaves its answer unbelieved', async () => {
    const order = await shop.order();
    const { pReq } = await shop.prepare(order);
    shop.gateway.revocation = await listOf([shop.world.gateway.certificate], 1);
    const answer = receivePReq(shop.merchant, shop.settler, pReq);
    await expect.poll(() => revocation.list !== undefined).toBe(true);
    shop.gateway.line = 'down';
    await expect(answer).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    expect((await shop.read(order)).authorizations).toEqual([]);
    await shop.settler.stop();
  });
  test.each<[string, () => Promise<unknown>]>([
    ['that the brand did not sign', () => listOf([], 9, shop.world.merchantCa)],
    ['that lacks what it names', async () => ({ ...(await listOf([], 9)), crls: [] })],
  ])('%s changes nothing, and the purchase goes on', async (_what, make) => {
    const known = await listOf([], 2);
    await refreshRevocation(source);
    shop.gateway.revocation = (await make()) as RevocationList;
    expect((await shop.paidOrder()).authorizations).toHaveLength(1);
    expect(revocation.list).toEqual(known);
    expect(shop.notes.join()).toContain('a revocation list from the gateway was refused');
  });
  test('in PCertRes counts for the certificate that comes with it', async () => {
    const { keyExchangeCertificate } = shop.world.gateway;
    shop.gateway.revocation = await listOf(
      keyExchangeCertificate === undefined ? [] : [keyExchangeCertificate],
      1,
    );
    await expect(askGatewayChain(shop.merchant)).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_REVOKED' });
  });
});

test('where revocation must be known, nothing is accepted before and after the list’s time', async () => {
  await open(true);
  await expect(shop.paidOrder()).rejects.toMatchObject({ code: 'ERR_BCI_MISSING' });
  await listOf([], 1);
  await refreshRevocation(source);
  await shop.paidOrder();
  shop.now += 2 * 86_400;
  await expect(shop.paidOrder()).rejects.toMatchObject({ code: 'ERR_BCI_EXPIRED' });
  await shop.expectBalanced();
});

test('the schedule asks at once, hourly, and a minute after a failure', async () => {
  const delays: number[] = [];
  let next = () => {};
  let calledOff = 0;
  let asked = 0;
  const failures: unknown[] = [];
  const stop = scheduleRevocation({
    refresh: async () => {
      asked += 1;
      if (asked === 2) throw new Error('away');
    },
    timers: {
      later: (delayMs, callback) => {
        delays.push(delayMs);
        next = callback;
        return () => {
          calledOff += 1;
        };
      },
    },
    onFailure: (error) => failures.push(error),
  });
  await expect.poll(() => delays).toEqual([3_600_000]);
  next();
  await expect.poll(() => delays).toEqual([3_600_000, 60_000]);
  stop();
  expect([asked, failures.length, calledOff]).toEqual([2, 1, 1]);
});
