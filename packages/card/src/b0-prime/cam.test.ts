import { Crypto } from '@peculiar/webcrypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../bytes.ts';
import { CardError } from '../errors.ts';
import { type Cmac, computeCam, diversifyCamKey } from './cam.ts';

const subtle = new Crypto().subtle;

/** AES-CMAC of @peculiar/webcrypto, so that the vector is recomputed by code that is not ours. */
const cmac: Cmac = async (key, data) => {
  const imported = await subtle.importKey('raw', new Uint8Array(key), { name: 'AES-CMAC' }, false, ['sign']);
  return new Uint8Array(
    await subtle.sign({ name: 'AES-CMAC', length: 128 } as Algorithm, imported, new Uint8Array(data)),
  );
};

const issuerMasterKey = fromHex('000102030405060708090a0b0c0d0e0f');
const camKey = fromHex('ecbfcb879f77523ff3df4044d73f2135');
const transactionData = fromHex(
  '0101000000012480025002199804011015007c1c27b7440578cfcd039dbccaf5a116202122232425262728292a2b2c2d2e2f3031323307822c102bc02d3b',
);
const status = fromHex('0103');

describe('CAM', () => {
  test('the CMAC used here gives the second vector of RFC 4493', async () => {
    const key = fromHex('2b7e151628aed2a6abf7158809cf4f3c');
    const mac = await cmac(key, fromHex('6bc1bee22e409f96e93d7e117393172a'));
    expect(toHex(mac)).toBe('070a16b46b4d4144f79bdd9dd04a287c');
  });

  test('the card key of the profile vector is diversified by card number and sequence', async () => {
    const key = await diversifyCamKey(cmac, issuerMasterKey, '4970100000000006', 1);
    expect(toHex(key)).toBe('ecbfcb879f77523ff3df4044d73f2135');
  });

  test('another sequence number gives another card key', async () => {
    const key = await diversifyCamKey(cmac, issuerMasterKey, '4970100000000006', 2);
    expect(toHex(key)).not.toBe('ecbfcb879f77523ff3df4044d73f2135');
  });

  test('the CAM of the profile vector comes out', async () => {
    expect(toHex(await computeCam(cmac, camKey, transactionData, 7, status))).toBe('c7eda498bacfd60c');
  });

  test.each([
    ['counter', () => computeCam(cmac, camKey, transactionData, 8, status)],
    ['status', () => computeCam(cmac, camKey, transactionData, 7, fromHex('0102'))],
    [
      'amount',
      () =>
        computeCam(
          cmac,
          camKey,
          transactionData.map((b, i) => (i === 7 ? b ^ 1 : b)),
          7,
          status,
        ),
    ],
  ])('another %s gives another CAM', async (_what, compute) => {
    expect(toHex(await compute())).not.toBe('c7eda498bacfd60c');
  });

  test.each([
    ['a short key', () => computeCam(cmac, camKey.subarray(1), transactionData, 7, status)],
    ['truncated transaction data', () => computeCam(cmac, camKey, transactionData.subarray(1), 7, status)],
    ['a counter past 32 bits', () => computeCam(cmac, camKey, transactionData, 2 ** 32, status)],
    ['a negative counter', () => computeCam(cmac, camKey, transactionData, -1, status)],
    ['a third status byte', () => computeCam(cmac, camKey, transactionData, 7, fromHex('010300'))],
    ['a card number with a wrong check digit', () => diversifyCamKey(cmac, camKey, '4970100000000007', 1)],
    ['a sequence number of three digits', () => diversifyCamKey(cmac, camKey, '4970100000000006', 100)],
  ])('%s is refused', async (_what, compute) => {
    const error = await compute().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CardError);
    expect(error).toMatchObject({ code: 'ERR_CARD_DATA_INVALID' });
  });
});
