/** The check finds every way in which books can be wrong; what it says of right ones is shown by every other test. */
import { describe, expect, test } from 'vitest';
import { type Books, checkBooks } from './check-books.ts';
import type { Otb } from './otb.ts';
import { postAccepted, postCleared, postCredited, postReturned } from './posting.ts';
import type { Purchase, PurchaseState } from './purchase.ts';

const purchase = (receiptId: string, state: PurchaseState): Purchase => ({
  receiptId,
  xid: 'X',
  payer: 'P',
  merchantId: 'M1',
  offerId: receiptId,
  currency: 'EUR',
  amountMinor: 100,
  deliveryTag: 'T',
  acceptedAt: 0,
  adviceDeadline: 1,
  claimDeadline: 2,
  period: '2026-11-23.1',
  state,
  refundedMinor: 0,
  owedMinor: 0,
});
const otb: Otb = {
  xid: 'X',
  payer: 'P',
  currency: 'EUR',
  limitMinor: 2000,
  spentMinor: 200,
  state: 'open',
  openedAt: 0,
  spendableUntil: 9,
};
const [waiting, paid, back] = [
  purchase('1', 'accepted'),
  purchase('2', 'credited'),
  purchase('3', 'returned'),
];
const books: Books = {
  otbs: [otb],
  purchases: [waiting, paid, back],
  postings: [
    ...[waiting, paid, back].map((accepted) => postAccepted(accepted, 0)),
    postCredited(paid, 1),
    postReturned(back, 2),
  ],
  clearedXids: new Set(),
  owed: [],
};

describe('books', () => {
  test('with a purchase of each kind are right', () => {
    expect(checkBooks(books)).toEqual([]);
  });
  test('are right after the clearing of what is final', () => {
    const lines = { debits: [line('P', 100)], credits: [line('M1', 100)] };
    const cleared: Books = {
      otbs: [{ ...otb, spentMinor: 100, state: 'captured' }],
      purchases: [paid, back],
      postings: [
        ...[paid, back].map((accepted) => postAccepted(accepted, 0)),
        postCredited(paid, 1),
        postReturned(back, 2),
        ...postCleared('2026-11-23.1', lines, 3),
      ],
      clearedXids: new Set(['X']),
      owed: [],
    };
    expect(checkBooks(cleared)).toEqual([]);
    const unequal = { debits: [line('P', 100)], credits: [line('M1', 99)] };
    expect(
      checkBooks({
        ...cleared,
        postings: [...cleared.postings.slice(0, -2), ...postCleared('2026-11-23.1', unequal, 3)],
      }),
    ).toEqual([expect.stringContaining('merchant:M1'), expect.stringContaining('clearing:2026-11-23.1')]);
  });
  test.each<[string, Partial<Books>, string]>([
    ['an overdrawn Open To Buy', { otbs: [{ ...otb, limitMinor: 199 }] }, 'overdrawn'],
    ['a negative Open To Buy', { otbs: [{ ...otb, spentMinor: -1 }] }, 'overdrawn'],
    ['an Open To Buy that forgot a purchase', { otbs: [{ ...otb, spentMinor: 100 }] }, 'another sum'],
    ['a purchase without its posting', { postings: books.postings.slice(1) }, 'payer:P'],
    ['a credit posted twice', { postings: [...books.postings, postCredited(paid, 1)] }, 'merchant:M1'],
    ['an entry of an Open To Buy that is not there', { otbs: [] }, 'not there'],
    [
      'an Open To Buy that differs from its entries',
      { postings: [...books.postings, { ...postAccepted(paid, 0), debit: 'payer:Q', credit: 'pending:Q' }] },
      'its entries say',
    ],
    ['a purchase that vanished', { purchases: [waiting, back] }, 'another sum'],
  ])('with %s are wrong', (_what, changes, says) => {
    expect(checkBooks({ ...books, ...changes }).join('\n')).toContain(says);
  });
});

function line(party: string, amountMinor: number) {
  return { party, amountMinor, currency: 'EUR' };
}
