/** The bank's check of a card's cryptogram, with the published vector of the profile (SET-FACTS section 6). */
import { fromHex } from '@ecomm/card';
import { type ChipCertificate, encodeBase64Url, oids } from '@ecomm/protocol';
import { describe, expect, test } from 'vitest';
import { aesCmac } from './aes-cmac.ts';
import { verifyCam } from './verify-cam.ts';

const keys = { cmac: aesCmac, issuerMasterKey: fromHex('000102030405060708090a0b0c0d0e0f') };
const pan = '4970100000000006';
const txDataHex =
  '0101000000012480025002199804011015007c1c27b7440578cfcd039dbccaf5a116202122232425262728292a2b2c2d2e2f3031323307822c102bc02d3b';
const expectedTxData = fromHex(txDataHex);

const certificateWith = (changes: Partial<ChipCertificate> = {}): ChipCertificate => ({
  tokenType: oids.tokenB0Prime,
  profile: 1,
  txData: encodeBase64Url(expectedTxData),
  cardData: encodeBase64Url(fromHex('01000000070103')),
  cryptogram: encodeBase64Url(fromHex('c7eda498bacfd60c')),
  cvm: 'pinPad',
  ...changes,
});

const statusOf = async (changes: Partial<ChipCertificate>, ofPan = pan) =>
  (await verifyCam(keys, ofPan, { certificate: certificateWith(changes), expectedTxData })).status;

describe('the CAM', () => {
  test('of the profile’s vector is right, with its counter and its PIN flag', async () => {
    const verdict = await verifyCam(keys, pan, { certificate: certificateWith(), expectedTxData });
    expect(verdict).toEqual({ status: 'right', panSequence: 1, counter: 7, pinVerified: true });
  });

  test('that did not come is absent', async () => {
    expect(await verifyCam(keys, pan, undefined)).toEqual({ status: 'absent' });
  });

  test('under another master key is wrong', async () => {
    const other = { ...keys, issuerMasterKey: fromHex('000102030405060708090a0b0c0d0e00') };
    const verdict = await verifyCam(other, pan, { certificate: certificateWith(), expectedTxData });
    expect(verdict.status).toBe('camWrong');
  });

  test.each([
    ['cryptogram', { cryptogram: encodeBase64Url(fromHex('c7eda498bacfd60d')) }],
    ['counter', { cardData: encodeBase64Url(fromHex('01000000080103')) }],
    ['status', { cardData: encodeBase64Url(fromHex('01000000070102')) }],
    ['card sequence', { cardData: encodeBase64Url(fromHex('02000000070103')) }],
  ])('with another %s is wrong', async (_what, changes) => {
    expect(await statusOf(changes)).toBe('camWrong');
  });

  test('of another card number is wrong', async () => {
    expect(await statusOf({}, '4970100000000014')).toBe('camWrong');
  });

  test.each([
    ['one bit off', encodeBase64Url(fromHex(`${txDataHex.slice(0, -1)}a`))],
    ['truncated', encodeBase64Url(expectedTxData.subarray(0, 61))],
    ['too long', encodeBase64Url(fromHex(`${txDataHex}00`))],
    ['no base64url', 'A'],
  ])('over data that is %s is over other data', async (_what, txData) => {
    expect(await statusOf({ txData })).toBe('transactionDataDiffers');
  });

  test.each([
    ['card data too short', { cardData: encodeBase64Url(fromHex('010000000701')) }],
    ['card data too long', { cardData: encodeBase64Url(fromHex('0100000007010300')) }],
    ['a card sequence that is no number', { cardData: encodeBase64Url(fromHex('0a000000070103')) }],
    ['an EMV token', { tokenType: oids.tokenEmv }],
  ])('with %s is no chip that the bank knows', async (_what, changes) => {
    expect(await statusOf(changes)).toBe('chipUnknown');
  });

  test('for a number that no card can have is unknown', async () => {
    expect(await statusOf({}, '4970100000000007')).toBe('chipUnknown');
  });

  test('of a wallet that says no PIN was asked is without a PIN', async () => {
    const certificate = certificateWith({ cvm: 'none' });
    const verdict = await verifyCam(keys, pan, { certificate, expectedTxData });
    expect(verdict).toMatchObject({ status: 'right', pinVerified: false });
  });
});
