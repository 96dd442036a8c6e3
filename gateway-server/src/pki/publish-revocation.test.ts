/** From a stolen card or a lost key to the list that everybody fetches, and to whom the gateway then refuses. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RevocationList, RevocationStatus } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gatewayFiles } from '../data-directory.ts';
import { type OpenedGateway, openGateway, readGatewayKeys } from '../open-gateway.ts';
import { codeOf } from '../testing/code-of.ts';
import {
  createTestHouse,
  readIdentity,
  type TestHouse,
  testRandom,
  testTime,
} from '../testing/test-house.ts';
import { makeAuthReq } from '../testing/test-merchant.ts';
import { enrol, makePurchase } from '../testing/test-wallet.ts';
import { publicationFile, publishRevocation, revokeIdentity } from './publish-revocation.ts';

let house: TestHouse;
/** The same gateway with a trust store of its own: what it learns of revocation stays in this test. */
let gateway: OpenedGateway;

beforeEach(async () => {
  house = await createTestHouse();
  gateway = await open();
});
afterEach(async () => {
  gateway.close();
  await house.remove();
});

const directory = () => join(house.directory, 'gateway');
const open = async () => {
  const note = (facts: object, event: string) => void house.events.push({ event, facts: { ...facts } });
  const log = { info: note, warn: note, error: note };
  return openGateway(directory(), await readGatewayKeys(directory()), {
    clock: () => house.clock.at,
    random: testRandom,
    log,
  });
};
const publish = (at = house.clock.at) => publishRevocation(house.directory, at);
const published = async (): Promise<RevocationList> =>
  JSON.parse(await readFile(join(house.directory, publicationFile), 'utf8'));
const askAuthorization = async (body: string) =>
  gateway.app.request('/set/authreq', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
const shopFile = () => join(house.directory, 'merchants', 'QUOTIDIEN', 'identity.json');
const lost = { reason: 'keyCompromise', at: testTime } as const;
const purchaseAt = async (merchantId: string) => {
  const wallet = await enrol(house, 'camille');
  const merchant = await readIdentity(house.directory, 'merchants', merchantId);
  const purchase = await makePurchase(house, wallet, { merchantId });
  return (await makeAuthReq(house, purchase, { merchant })).body;
};

describe('a publication', () => {
  test('is there from the beginning, and lists nothing', async () => {
    const { certificate } = house.intermediary;
    const status = new RevocationStatus({
      anchors: house.trust.anchors,
      brand: 'CB-demo',
      required: true,
    });
    expect(await status.load(await published(), testTime, [])).toBe(true);
    expect(status.isRevoked(certificate, certificate, testTime)).toBe(false);
    expect((await published()).crls).toHaveLength(6);
  });

  test('counts up, and is the same where it lies and where it is fetched', async () => {
    expect(await publish()).toEqual({ sequence: 2, revoked: 0 });
    expect(await publish()).toEqual({ sequence: 3, revoked: 0 });
    expect(await (await gateway.app.request('/set/revocation')).json()).toEqual(await published());
  });

  test('lists what was revoked ever after, also when the books are gone', async () => {
    await enrol(house, 'camille');
    await house.operator('/operator/cards/camille/status', { status: 'stolen' });
    await revokeIdentity(house.directory, shopFile(), lost);
    // Number 2 is the list that the cardholders' authority signed at once.
    expect(await publish()).toEqual({ sequence: 3, revoked: 3 });
    expect(await publish()).toEqual({ sequence: 4, revoked: 3 });
    expect((await stat(join(house.directory, 'pki', 'revoked.json'))).mode & 0o077).toBe(0);
  });

  test('revokes a certificate once, however often it is reported', async () => {
    await revokeIdentity(house.directory, shopFile(), lost);
    await revokeIdentity(house.directory, shopFile(), { ...lost, at: testTime + 60 });
    expect((await publish()).revoked).toBe(2);
  });

  test('is not made where there is no tree', async () => {
    await expect(publishRevocation(join(house.directory, 'cards'), testTime)).rejects.toMatchObject({
      code: 'ERR_GATEWAY_DATA_DIR',
    });
    await rm(join(house.directory, 'pki', 'brand.json'));
    await expect(publish()).rejects.toMatchObject({ code: 'ERR_GATEWAY_DATA_DIR' });
  });

  test('does not revoke what another tree certified', async () => {
    const other = await createTestHouse('paper');
    const file = join(other.directory, 'pki', 'brand.json');
    await expect(revokeIdentity(house.directory, file, lost)).rejects.toMatchObject({
      code: 'ERR_GATEWAY_OPTION',
    });
    await other.remove();
  });
});

describe('the gateway', () => {
  test('refuses a merchant from the publication on that lists it, and others not', async () => {
    const revoked = await purchaseAt('QUOTIDIEN');
    await revokeIdentity(house.directory, shopFile(), lost);
    await publish();
    await gateway.refreshRevocation();
    expect(await codeOf(await askAuthorization(revoked))).toEqual({
      status: 401,
      code: 'ERR_CERTIFICATE_REVOKED',
    });
    const wallet = await enrol(house, 'lowfunds');
    const good = await makeAuthReq(house, await makePurchase(house, wallet, { valueMinor: 100 }));
    expect((await askAuthorization(good.body)).status).toBe(200);
  });

  test('refuses a merchant that it knows already', async () => {
    const first = await purchaseAt('QUOTIDIEN');
    expect((await askAuthorization(first)).status).toBe(200);
    await revokeIdentity(house.directory, shopFile(), lost);
    await publish();
    await gateway.refreshRevocation();
    const merchant = await readIdentity(house.directory, 'merchants', 'QUOTIDIEN');
    const wallet = await enrol(house, 'lowfunds');
    const purchase = await makePurchase(house, wallet, { valueMinor: 100, merchantId: 'QUOTIDIEN' });
    const { body } = await makeAuthReq(house, purchase, { merchant });
    expect((await codeOf(await askAuthorization(body))).code).toBe('ERR_CERTIFICATE_REVOKED');
  });

  test('refuses the certificate of a card that was stolen, also when the card is found again', async () => {
    const wallet = await enrol(house, 'camille');
    await house.operator('/operator/cards/camille/status', { status: 'stolen' });
    await house.operator('/operator/cards/camille/status', { status: 'active' });
    const purchase = await makePurchase(house, wallet);
    await publish();
    await gateway.refreshRevocation();
    const { body } = await makeAuthReq(house, purchase);
    expect((await codeOf(await askAuthorization(body))).code).toBe('ERR_CERTIFICATE_REVOKED');
  });

  test('refuses everybody when the publication has run out', async () => {
    const body = await purchaseAt('QUOTIDIEN');
    await publish(testTime - 365 * 24 * 3600 + 60);
    await gateway.refreshRevocation();
    house.clock.at += 120;
    expect((await codeOf(await askAuthorization(body))).code).toBe('ERR_BCI_EXPIRED');
  });

  test('does not start without a publication', async () => {
    gateway.close();
    await rm(join(directory(), gatewayFiles.revocation));
    await expect(open()).rejects.toMatchObject({ code: 'ERR_BCI_MISSING' });
    await publish();
    gateway = await open();
  });

  test.each([
    ['an older one', async (old: RevocationList) => old],
    [
      'one without a list',
      async (_old: RevocationList, { bci, crls }: RevocationList) => ({ bci, crls: crls.slice(1) }),
    ],
    [
      'one with an older list',
      async (old: RevocationList, { bci, crls }: RevocationList) => ({
        bci,
        crls: [old.crls[0] ?? '', ...crls.slice(1)],
      }),
    ],
    [
      'an altered one',
      async (_old: RevocationList, { bci, crls }: RevocationList) => ({
        bci: `${bci.slice(0, -8)}AAAAAAAA`,
        crls,
      }),
    ],
    ['another tree’s', async () => JSON.parse(await otherTree())],
    ['what is none', async () => ({ bci: 'x' })],
  ])('keeps what it knows when it finds %s', async (_what, bend) => {
    const old = await published();
    const body = await purchaseAt('QUOTIDIEN');
    await revokeIdentity(house.directory, shopFile(), lost);
    await publish();
    await gateway.refreshRevocation();
    await publish();
    const file = join(directory(), gatewayFiles.revocation);
    await writeFile(file, JSON.stringify(await bend(old, await published())));
    await gateway.refreshRevocation();
    expect((await codeOf(await askAuthorization(body))).code).toBe('ERR_CERTIFICATE_REVOKED');
  });
});

async function otherTree(): Promise<string> {
  const other = await createTestHouse('paper');
  const text = await readFile(join(other.directory, publicationFile), 'utf8');
  await other.remove();
  return text;
}
