/** What is provisioned serves: keys open, cards certify, accounts stand, and a second run changes nothing. */
import { scryptSync } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeIdentity, diversifyCamKey, isPan, toHex } from '@ecomm/card';
import { decodeBase64Url, decodeChain, importIdentity, validatePath } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readGatewayFiles } from '../data-directory.ts';
import { isSecret } from '../enrolment/secret-answer.ts';
import { aesCmac } from '../issuer/aes-cmac.ts';
import { showPki } from '../pki/show-pki.ts';
import { createTestHouse, type TestHouse, testPin, testRandom, testTime } from '../testing/test-house.ts';
import { panOf } from './personalise-card.ts';
import { makePinVerifier } from './pin-verifier.ts';
import { provision } from './provision.ts';

let house: TestHouse;

beforeEach(async () => {
  house = await createTestHouse();
});
afterEach(() => house.remove());

const options = () => ({
  dataDir: house.directory,
  profile: 'demo' as const,
  pin: testPin,
  random: testRandom,
  at: testTime,
});
const readJson = async (...path: string[]) =>
  JSON.parse(await readFile(join(house.directory, ...path), 'utf8'));
const allFiles = async () =>
  (await readdir(house.directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the tree', () => {
  test.each([
    ['gateway/identity.json', 'gateway', 'GATEWAY-1'],
    ['gateway/cca-identity.json', 'cardholderCa', 'Banque Un Cardholders'],
    ['gateway/mca-identity.json', 'merchantCa', 'Banque Deux Merchants'],
    ['gateway/pca-identity.json', 'gatewayCa', 'Banque Deux Gateways'],
    ['gateway/gateway-2-identity.json', 'gateway', 'GATEWAY-2'],
    ['intermediary/identity.json', 'merchant', 'INTERMEDIARY-1'],
    ['merchants/QUOTIDIEN/identity.json', 'merchant', 'QUOTIDIEN'],
    ['merchants/LIBRAIRIE/identity.json', 'merchant', 'LIBRAIRIE'],
    ['merchants/BOEKENHUIS/identity.json', 'merchant', 'BOEKENHUIS'],
  ])('%s is a %s whose path ends at the wallet’s anchor', async (file, type, partyId) => {
    const identity = await importIdentity(await readJson(file));
    const trust = await readJson('wallet', 'trust.json');
    expect(identity).toMatchObject({ partyId, certificate: { type, brand: 'CB-demo' } });
    expect((await readJson(file)).anchors).toEqual(trust.anchors);
    for (const chain of [identity.signer.chain, identity.keyExchangeChain])
      await validatePath(await decodeChain(chain), { anchors: identity.anchors, at: testTime });
  });

  test('gives the intermediary its role and the gateway’s chain', async () => {
    const { certificate } = await importIdentity(await readJson('intermediary', 'identity.json'));
    expect(certificate.isIntermediary).toBe(true);
    const gateway = await importIdentity(await readJson('gateway', 'identity.json'));
    expect(await readJson('intermediary', 'gateway-chain.json')).toEqual(gateway.keyExchangeChain);
  });

  test.each([
    ['LIBRAIRIE', 'GATEWAY-1', '250', 'identity.json'],
    ['BOEKENHUIS', 'GATEWAY-2', '056', 'gateway-2-identity.json'],
  ])('gives %s its acquirer’s gateway', async (merchantId, gatewayId, country, file) => {
    expect(await readJson('merchants', merchantId, 'merchant.json')).toMatchObject({
      merchantId,
      gatewayId,
      country,
      brand: 'CB-demo',
      currency: 'EUR',
    });
    const gateway = await importIdentity(await readJson('gateway', file));
    expect(gateway.partyId).toBe(gatewayId);
    expect(await readJson('merchants', merchantId, 'gateway-chain.json')).toEqual(gateway.keyExchangeChain);
    const { certificate } = await importIdentity(await readJson('merchants', merchantId, 'identity.json'));
    expect(certificate.merchantData?.country).toBe(country);
  });

  test('has a gateway at home that reads chips and one abroad that knows none', async () => {
    const home = await importIdentity(await readJson('gateway', 'identity.json'));
    const abroad = await importIdentity(await readJson('gateway', 'gateway-2-identity.json'));
    expect(home.keyExchangeCertificate?.setExtensions).toHaveLength(1);
    expect(abroad.keyExchangeCertificate?.setExtensions).toEqual([]);
    const { gateways } = await readJson('gateway', 'settings.json');
    expect(gateways).toEqual([
      { gatewayId: 'GATEWAY-1', identity: 'identity.json', acquirerBin: '497011' },
      { gatewayId: 'GATEWAY-2', identity: 'gateway-2-identity.json', acquirerBin: '497012' },
    ]);
  });

  test('is readable by nobody else where it holds keys', async () => {
    const secret = (await allFiles()).filter((path) => !path.endsWith('.sqlite-shm'));
    for (const path of secret) expect([path, (await stat(path)).mode & 0o077]).toEqual([path, 0]);
  });

  test('is listed with its validity', async () => {
    const listed = await showPki(house.directory, testTime);
    expect(listed).toMatch(/valid +2026-11-23 +2028-11-22 +gateway +signs +GATEWAY-1/);
    expect(listed).toMatch(/rootCa +certifies +eComm Demo Root/);
    expect(listed.match(/\n/g)).toHaveLength(1 + 24);
    expect(await showPki(house.directory, testTime + 3 * 365 * 24 * 3600)).toMatch(/expired .* GATEWAY-1/);
  });
});

describe('a card file', () => {
  test('says what its identity record says, and the bank knows its key', async () => {
    const { issuerMasterKey } = await readGatewayFiles(join(house.directory, 'gateway'));
    for (const cardId of ['camille', 'blocked', 'lowfunds', 'stolen']) {
      const { file } = await house.card(cardId);
      const { pan, panSequence, start, expiry, holderName, country, currency } = file;
      const record = decodeIdentity(decodeBase64Url(file.identityRecord));
      expect(record).toEqual({ pan, panSequence, start, expiry, holderName, country, currency });
      expect(isPan(pan) && pan.startsWith('497010')).toBe(true);
      expect(currency).toBe('978');
      expect(file.camKey).toBe(toHex(await diversifyCamKey(aesCmac, issuerMasterKey, pan, panSequence)));
    }
  });

  test('is signed by the bank over its identity record', async () => {
    const { publicKey } = await readJson('pki', 'issuer-static-signature.json');
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('jwk', publicKey, algorithm, false, ['verify']);
    const { file } = await house.card('camille');
    const [signature, record] = [file.staticSignature, file.identityRecord].map((text) =>
      decodeBase64Url(text),
    );
    if (signature === undefined || record === undefined) throw new Error('no signature');
    const hash = { name: 'ECDSA', hash: 'SHA-256' };
    expect(await crypto.subtle.verify(hash, key, signature, record)).toBe(true);
  });

  test('holds a verifier of the PIN and not the PIN', async () => {
    const { file } = await house.card('camille');
    const salt = decodeBase64Url(file.pinVerifier.salt);
    const hash = scryptSync(testPin, salt, 32, { N: 2 ** 14, r: 8, p: 1 });
    expect(toHex(hash)).toBe(toHex(decodeBase64Url(file.pinVerifier.hash)));
    expect(Object.values(file)).not.toContain(testPin);
  });

  test('of the blocked card has no tries left, of the others three', async () => {
    expect((await house.card('blocked')).file.initialPinTriesLeft).toBe(0);
    expect((await house.card('camille')).file.initialPinTriesLeft).toBe(3);
  });

  test.each(['', '123', '1234567890123', '12a4', '１２３４'])('is not made with the PIN %j', async (pin) => {
    await expect(makePinVerifier(pin, testRandom)).rejects.toMatchObject({ code: 'ERR_GATEWAY_OPTION' });
  });

  test('has a number with a right check digit', () => {
    for (const accountNumber of [0, 1, 2, 11, 999_999_999]) expect(isPan(panOf(accountNumber))).toBe(true);
  });
});

describe('a card without a chip', () => {
  test('is listed for people and known to the bank, and lies in no reader’s drawer', async () => {
    const listed = await readJson('cards-without-chip.json');
    expect(listed.map(({ cardId }: { cardId: string }) => cardId)).toEqual(['margot', 'stolen-no-chip']);
    for (const { cardId, pan, cardExpiry, passphrase } of listed) {
      const card = house.opened.store.issuer.findCard(pan);
      expect(card).toMatchObject({ cardId, expiry: cardExpiry, hasChip: false });
      expect(isPan(pan)).toBe(true);
      expect(await readdir(join(house.directory, 'cards'))).not.toContain(`${cardId}.json`);
      const holder = house.opened.store.formHolders.find(cardId);
      const verifier = { salt: holder?.passphraseSalt ?? '', hash: holder?.passphraseHash ?? '' };
      expect(await isSecret(passphrase, verifier)).toBe(true);
      expect(await isSecret(` ${passphrase.toUpperCase()}  `, verifier)).toBe(true);
      expect(await isSecret('tournesol', verifier)).toBe(false);
    }
  });
});

describe('a second run', () => {
  test('changes nothing', async () => {
    house.opened.close();
    const contents = async () =>
      Promise.all((await allFiles()).map(async (path) => [path, await readFile(path, 'hex')]));
    const before = await contents();
    expect(await provision({ ...options(), pin: '0000' })).toBe(false);
    expect(await contents()).toEqual(before);
    await house.reopen();
  });

  test('with another profile is refused', async () => {
    await expect(provision({ ...options(), profile: 'paper' })).rejects.toMatchObject({
      code: 'ERR_GATEWAY_OPTION',
    });
  });

  test('over half a tree is refused and touches nothing', async () => {
    await rm(join(house.directory, 'cards'), { recursive: true });
    await expect(provision(options())).rejects.toMatchObject({ code: 'ERR_GATEWAY_DATA_DIR' });
    expect(await readdir(house.directory)).not.toContain('cards');
  });
});

describe('the paper’s profile', () => {
  test('has two clients with 1000 F each and two merchants', async () => {
    const paper = await createTestHouse('paper');
    try {
      const books = await (await paper.operator('/operator/books')).json();
      expect(books).toMatchObject({ currency: 'FRF', balanced: true });
      expect(books.accounts.map((account: { openingMinor: number }) => account.openingMinor)).toEqual([
        100_000, 100_000,
      ]);
      expect([...paper.merchants.keys()]).toEqual(['M1', 'M2']);
      expect((await paper.card('c1')).file.currency).toBe('250');
    } finally {
      await paper.remove();
    }
  });
});

describe('a data directory', () => {
  test('that was not provisioned is refused with the file that is missing', async () => {
    await expect(readGatewayFiles(join(house.directory, 'cards'))).rejects.toMatchObject({
      code: 'ERR_GATEWAY_DATA_DIR',
      message: expect.stringContaining('issuer-keys.json'),
    });
  });

  test('whose token file is empty is refused', async () => {
    await writeFile(join(house.directory, 'gateway', 'operator-token'), '\n');
    house.opened.close();
    await expect(house.reopen()).rejects.toMatchObject({ code: 'ERR_GATEWAY_DATA_DIR' });
    await rm(join(house.directory, 'gateway', 'operator-token'));
    await house.reopen();
  });
});
