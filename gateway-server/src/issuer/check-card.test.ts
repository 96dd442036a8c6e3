/** The bank's decision on a card, in its order of precedence: one row per case. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authCodeFor } from '../gateway/auth-code.ts';
import type { ChipVerdict, IssuerReason, ResponseCode } from '../gateway/issuer-host.ts';
import type { Card } from '../store/issuer-store.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { openAccount } from './accounts.ts';
import { expiryEnd, isExpired } from './card-expiry.ts';
import { checkCard } from './check-card.ts';

let store: Store;
let accountId: number;

const at = 1_795_435_200;
const pan = '4970100000000014';
const right: ChipVerdict = { status: 'right', panSequence: 1, counter: 8, pinVerified: true };
const absent: ChipVerdict = { status: 'absent' };
const camWrong: ChipVerdict = { status: 'camWrong' };

beforeAll(() => {
  store = openStore(':memory:');
  accountId = openAccount(store.issuer, { currency: 'EUR', openingMinor: 100, at });
});
afterAll(() => store.close());

/** Checks one card in a world that is forgotten after. */
function check(
  card: Partial<Card>,
  presented: { pan?: string; cardExpiry?: string; transmittedAt?: number },
  chip: ChipVerdict,
) {
  return store.work.rehearse(() => {
    store.issuer.addCard({
      cardId: 'card',
      pan,
      panSequence: 1,
      expiry: '203012',
      hasChip: true,
      status: 'active',
      lastCounter: 7,
      accountId,
      ...card,
    });
    const checked = checkCard(
      store.issuer,
      { pan, cardExpiry: card.expiry ?? '203012', transmittedAt: at, ...presented },
      chip,
    );
    return { checked, lastCounter: store.issuer.findCardById('card')?.lastCounter };
  });
}

type Row = readonly [
  string,
  Partial<Card>,
  { pan?: string; cardExpiry?: string; transmittedAt?: number },
  ChipVerdict,
  ResponseCode,
  IssuerReason,
];

const past = { expiry: '202601' };
const rows: readonly Row[] = [
  ['an unknown number', {}, { pan: '4970100000000022' }, right, '14', 'cardUnknown'],
  [
    'another expiry, though stolen',
    { status: 'stolen' },
    { cardExpiry: '203011' },
    right,
    '14',
    'expiryDiffers',
  ],
  ['stolen, though expired', { status: 'stolen', ...past }, {}, right, '43', 'cardStolen'],
  ['blocked, though expired', { status: 'blocked', ...past }, {}, right, '62', 'cardBlocked'],
  ['expired, though without its chip', past, {}, absent, '54', 'cardExpired'],
  ['without the chip it has', {}, {}, absent, '82', 'chipMissing'],
  ['with a wrong CAM', {}, {}, camWrong, '82', 'camWrong'],
  ['with a chip it has not', { hasChip: false }, {}, right, '82', 'chipUnknown'],
  ['another card of the same number', { panSequence: 2 }, {}, right, '82', 'chipUnknown'],
  ['a counter seen before', { lastCounter: 8 }, {}, right, '82', 'counterReplayed'],
  ['a counter from before', { lastCounter: 9 }, {}, right, '82', 'counterReplayed'],
  ['no PIN', {}, {}, { ...right, pinVerified: false }, '55', 'pinNotVerified'],
];

describe('a card is refused', () => {
  test.each(rows)('%s', (_what, card, presented, chip, responseCode, reason) => {
    const { checked } = check(card, presented, chip);
    expect(checked).toMatchObject({ good: false, response: { responseCode, reason } });
  });
});

describe('a card is good', () => {
  test('with a right CAM and PIN, and its counter is used up', () => {
    const { checked, lastCounter } = check({}, {}, right);
    expect(checked).toMatchObject({ good: true, counter: 8 });
    expect(lastCounter).toBe(8);
  });

  test('without a chip when it has none', () => {
    expect(check({ hasChip: false }, {}, absent).checked).toMatchObject({ good: true });
  });
});

describe('a counter', () => {
  test('is used up by a right CAM even when no PIN was verified', () => {
    expect(check({}, {}, { ...right, pinVerified: false }).lastCounter).toBe(8);
  });

  test('is not used up by a wrong CAM', () => {
    expect(check({}, {}, camWrong).lastCounter).toBe(7);
  });
});

describe('a card’s life', () => {
  test('ends with the last second of its month', () => {
    const end = expiryEnd('202612');
    expect(new Date(end * 1000).toISOString()).toBe('2027-01-01T00:00:00.000Z');
    expect(isExpired('202612', end - 1)).toBe(false);
    expect(isExpired('202612', end)).toBe(true);
  });
});

describe('the merchant learns', () => {
  test.each([
    ['00', 'approved'],
    ['12', 'invalidTransaction'],
    ['13', 'amountError'],
    ['14', 'declined'],
    ['43', 'declined'],
    ['51', 'declined'],
    ['54', 'expiredCard'],
    ['55', 'declined'],
    ['62', 'declined'],
    ['82', 'declined'],
  ] as const)('of %s that it is %s', (responseCode, authCode) => {
    expect(authCodeFor(responseCode)).toBe(authCode);
  });
});
