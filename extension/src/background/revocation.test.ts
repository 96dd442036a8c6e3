/** What is revoked: fetched daily, kept, believed only from the brand, and required where the configuration says so. */
import {
  brandCrlIdentifier,
  encodeBase64,
  encodeBase64Url,
  encodeChain,
  issueCrl,
  type RevocationList,
  sha256,
} from '@ecomm/protocol';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../shared/errors.ts';
import { enrol, openOrder } from '../testing/shopper.ts';
import { createParties, TestHouse } from '../testing/test-wallet.ts';
import type { WalletPorts } from './ports.ts';
import { prepareRevocation, refreshRevocation } from './revocation.ts';
import { keepUp } from './upkeep.ts';

const day = 86_400;

let world: TestWorld;
let house: TestHouse;
let ports: WalletPorts;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  house.requests.length = 0;
  ports = house.ports();
});

/** The brand's publication: the merchant authority revokes these serial numbers. */
async function publication(revoked: string[], sequence = 1, of = world): Promise<RevocationList> {
  const at = house.now;
  const { brandCa, merchantCa } = of;
  const der = await issueCrl({
    issuer: { certificate: merchantCa.certificate, privateKey: merchantCa.key },
    revoked: revoked.map((serialNumber) => ({ serialNumber, revokedAt: at })),
    crlNumber: sequence,
    thisUpdate: at,
    nextUpdate: at + 7 * day,
  });
  const digest = encodeBase64Url(await sha256(der));
  const crls = [{ issuer: merchantCa.certificate.subject, crlNumber: sequence, digest }];
  const signer = {
    key: brandCa.key,
    thumb: brandCa.certificate.thumb,
    chain: encodeChain(brandCa.chain),
  };
  const bci = { sequence, brand: 'CB-demo', crls, iat: at, exp: at + 7 * day };
  return { bci: await brandCrlIdentifier.sign(bci, signer), crls: [encodeBase64(der)] };
}

const refresh = async () => refreshRevocation(await ports.setup(), ports);

async function look() {
  const runner = house.runner(ports);
  return runner.find(await openOrder(runner));
}

const merchantSerial = () => world.merchant1.certificate.serialNumber;

describe('the list of what is revoked', () => {
  test('keeps a revoked merchant from being paid', async () => {
    house.bank.publish = () => publication([merchantSerial()]);
    expect((await look()).state).toBe('orderReady');
    expect(await refresh()).toBe(true);
    expect(await look()).toMatchObject({ state: 'unpayable', problem: { code: 'ERR_CERTIFICATE_REVOKED' } });
  });

  test('is fetched again after a day, and not before', async () => {
    house.bank.publish = () => publication([]);
    await refresh();
    house.now += day - 1;
    expect(await refresh()).toBe(false);
    house.now += 1;
    expect(await refresh()).toBe(true);
  });

  test('outlives the worker', async () => {
    house.bank.publish = () => publication([merchantSerial()]);
    await refresh();
    ports = house.ports();
    await prepareRevocation(await ports.setup(), ports);
    expect(await look()).toMatchObject({ problem: { code: 'ERR_CERTIFICATE_REVOKED' } });
  });

  test('is part of the wallet’s own upkeep', async () => {
    house.bank.publish = () => publication([]);
    await keepUp(ports, { onEnrolled: async () => {}, onChange: () => {}, onBug: () => {} });
    expect(await house.store.revocation()).toMatchObject({ fetchedAt: house.now });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['of another tree', async () => publication([], 1, await createTestWorld())],
    ['with a list left out', async () => ({ ...(await publication([])), crls: [] })],
    [
      'with another list',
      async () => ({ ...(await publication([])), crls: (await publication([], 2)).crls }),
    ],
    ['that is none', async () => ({ bci: 'x', crls: [] })],
    ['with more members', async () => ({ ...(await publication([])), more: true })],
  ])('%s is refused, and not kept', async (_what, publish) => {
    house.bank.publish = publish as () => Promise<RevocationList>;
    await expect(refresh()).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_/) });
    expect(await house.store.revocation()).toBeUndefined();
  });

  test('that is no JSON is refused', async () => {
    house.bank.publish = () => publication([]);
    house.onAnswer = () => '<html>';
    await expect(refresh()).rejects.toMatchObject({ code: 'ERR_NETWORK_ANSWER' });
  });

  test('of an older number does not take the place of a newer one', async () => {
    house.bank.publish = () => publication([merchantSerial()], 2);
    await refresh();
    house.bank.publish = () => publication([], 1);
    house.now += day;
    await refresh();
    ports = house.ports();
    await prepareRevocation(await ports.setup(), ports);
    expect(await look()).toMatchObject({ problem: { code: 'ERR_CERTIFICATE_REVOKED' } });
  });
});

describe('a merchant that passes the list on', () => {
  test('is not paid when it is itself on it', async () => {
    const revocation = await publication([merchantSerial()]);
    house.till.bendPInitRes = (response) => ({ ...response, revocation });
    expect(await look()).toMatchObject({ problem: { code: 'ERR_CERTIFICATE_REVOKED' } });
    expect(await house.store.revocation()).toMatchObject({ text: JSON.stringify(revocation) });
  });

  test('is told which list the wallet holds', async () => {
    house.bank.publish = () => publication([]);
    await refresh();
    await look();
    expect(house.till.thumbs[0]).toEqual([(await ports.setup()).revocation.digest]);
  });

  test.each<[string, () => Promise<RevocationList>]>([
    ['of another tree', async () => publication([], 9, await createTestWorld())],
    ['that is none', async () => ({ bci: 'x', crls: [] })],
  ])('%s changes nothing by it', async (_what, make) => {
    const revocation = await make();
    house.till.bendPInitRes = (response) => ({ ...response, revocation });
    expect((await look()).state).toBe('orderReady');
    expect(await house.store.revocation()).toBeUndefined();
  });

  test('of an older number does not take a newer one away', async () => {
    house.bank.publish = () => publication([merchantSerial()], 2);
    const revocation = await publication([], 1);
    await refresh();
    house.till.bendPInitRes = (response) => ({ ...response, revocation });
    expect(await look()).toMatchObject({ problem: { code: 'ERR_CERTIFICATE_REVOKED' } });
  });
});

describe('where it is required', () => {
  beforeEach(() => {
    house.revocationRequired = true;
    ports = house.ports();
  });

  test('nobody is paid without it', async () => {
    await prepareRevocation(await ports.setup(), ports);
    expect(await look()).toMatchObject({ state: 'unpayable', problem: { code: 'ERR_BCI_MISSING' } });
  });

  test('it is fetched before the worker’s first look', async () => {
    house.bank.publish = () => publication([]);
    await prepareRevocation(await ports.setup(), ports);
    expect((await look()).state).toBe('orderReady');
  });

  test('nobody is paid when it has run out and none can be had', async () => {
    house.bank.publish = () => publication([]);
    await prepareRevocation(await ports.setup(), ports);
    house.now += 8 * day;
    house.onRequest = (url) => {
      if (url.endsWith('/revocation')) throw new WalletError('ERR_NETWORK_UNREACHABLE', { host: 'bank' });
    };
    await expect(refresh()).rejects.toMatchObject({ code: 'ERR_NETWORK_UNREACHABLE' });
    expect(await look()).toMatchObject({ state: 'unpayable', problem: { code: 'ERR_BCI_EXPIRED' } });
  });
});
