/** What an operator gives: taken when it is whole and right, otherwise refused with the field's name and never its content. */
import { describe, expect, test } from 'vitest';
import { creditorId, houseIban } from '../testing/test-orders.ts';
import { readHouseAccount, readMandate, readMerchantAccount } from './account-input.ts';

const account = { name: 'Librairie du Nord', iban: 'FR76 3000 6000 0112 3456 7890 189' };
const mandate = { ...account, mandateId: 'MND-1', signedOn: '2026-01-31' };
const at = Date.parse('2026-11-23T05:30:00Z') / 1000;

test('an account is kept in electronic form', () => {
  expect(readHouseAccount({ ...account, creditorId })).toEqual({
    ...{ name: 'Librairie du Nord', iban: houseIban, bic: undefined, creditorId },
  });
  expect(readMerchantAccount('M1', { ...account, bic: 'AGRIFRPP' })).toMatchObject({ merchantId: 'M1' });
});
test('a mandate is a first one, collected by direct debit, unless it says otherwise', () => {
  expect(readMandate('f', mandate, at)).toMatchObject({ sequence: 'FRST', collectBy: 'directDebit' });
  expect(readMandate('f', { ...mandate, sequence: 'RCUR', collectBy: 'card' }, at)).toMatchObject({
    ...{ fingerprint: 'f', sequence: 'RCUR', collectBy: 'card' },
  });
});

const refused = (work: () => unknown) => {
  try {
    work();
    return 'taken';
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    expect(message).not.toContain('SECRET');
    return `${code} ${message.split(' ')[0]}`;
  }
};

describe('refused is an account', () => {
  test.each([
    ['iban', { iban: 'FR7630006000011234567890188SECRET' }],
    ['iban', { iban: 'FR7630006000011234567890188' }],
    ['iban', { iban: 42 }],
    ['bic', { bic: 'SECRET' }],
    ['name', { name: '' }],
    ['name', { name: '日本' }],
    ['name', { name: 'x'.repeat(141) }],
    ['creditorId', { creditorId: 'FR00ZZZ123456' }],
    ['more', { more: 'SECRET' }],
  ])('for its %s: %j', (field, changed) => {
    expect(refused(() => readHouseAccount({ ...account, ...changed }))).toBe(
      `ERR_BANK_ACCOUNT_INVALID ${field}`,
    );
  });
  test.each([undefined, null, [], 'SECRET', 1])('that is %j', (input) => {
    expect(refused(() => readHouseAccount(input))).toMatch(/^ERR_BANK_ACCOUNT_INVALID/);
  });
  test('of a merchant that can not be one', () => {
    expect(refused(() => readMerchantAccount('a b', account))).toMatch(/^ERR_BANK_ACCOUNT_INVALID/);
  });
});

describe('refused is a mandate', () => {
  test.each([
    ['signedOn', { signedOn: '2026-02-30' }],
    ['signedOn', { signedOn: '2026-11-24' }],
    ['signedOn', { signedOn: 'yesterday' }],
    ['mandateId', { mandateId: 'x'.repeat(36) }],
    ['mandateId', { mandateId: 'with space' }],
    ['mandateId', { mandateId: '' }],
    ['sequence', { sequence: 'OOFF' }],
    ['collectBy', { collectBy: 'cheque' }],
  ])('for its %s: %j', (field, changed) => {
    expect(refused(() => readMandate('f', { ...mandate, ...changed }, at))).toBe(
      `ERR_BANK_ACCOUNT_INVALID ${field}`,
    );
  });
});
