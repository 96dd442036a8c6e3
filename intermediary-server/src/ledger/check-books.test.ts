/** The check finds every way in which books can be wrong; what it says of right ones is shown by every other test. */
import { describe, expect, test } from 'vitest';
import { type Books, checkBooks } from './check-books.ts';
import type { Otb } from './otb.ts';
import {
  type Posting,
  postAccepted,
  postCleared,
  postCredited,
  postRefund,
  postRefundPaid,
  postReturned,
} from './posting.ts';
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

const given = {
  ...{ receiptId: '2', rrpid: 'r', xid: 'X', payer: 'P', merchantId: 'M1', currency: 'EUR', reason: 'torn' },
  refundedAt: 3,
};
const debt = { payer: 'P', merchantId: 'M1', currency: 'EUR', leftMinor: 30 };
/** Of 100, 20 went back before the close and 40 after it, of which a close has paid 10. */
const refunded: Books = {
  otbs: [{ ...otb, spentMinor: 80, state: 'captured' }],
  purchases: [{ ...paid, refundedMinor: 20, owedMinor: 40 }],
  postings: [
    postAccepted(paid, 0),
    postCredited(paid, 1),
    postRefund({ ...given, amountMinor: 20, way: 'otb' }),
    ...postCleared('1', { debits: [line('P', 80)], credits: [line('M1', 80)] }, 3),
    postRefund({ ...given, rrpid: 's', amountMinor: 40, way: 'owed' }),
    ...postCleared('2', { debits: [line('Q', 10)], credits: [] }, 4),
    {
      ...postCleared('2', { debits: [line('Q', 10)], credits: [] }, 4)[0],
      debit: 'payer:Q',
      credit: 'merchant:M1',
    },
    postRefundPaid({ ...given, collectBy: 'card', period: '2', amountMinor: 10 }, 4),
  ] as Posting[],
  clearedXids: new Set(['X']),
  owed: [debt],
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
  test('are right with refunds of each way, paid in part', () => {
    expect(checkBooks(refunded)).toEqual([]);
  });
  test.each<[string, Partial<Books>, string]>([
    [
      'a refund without its entry',
      { postings: refunded.postings.filter(({ kind }) => kind !== 'refund') },
      'entries',
    ],
    ['a debt that is paid and still owed', { owed: [{ ...debt, leftMinor: 40 }] }, 'merchant:M1'],
    ['a debt that vanished', { owed: [] }, 'payer:P'],
    [
      'more given back than was paid',
      { purchases: [{ ...paid, refundedMinor: 80, owedMinor: 40 }] },
      'more is given',
    ],
    ['a refund of what returned', { purchases: [paid, { ...back, owedMinor: 1 }] }, 'more is given'],
  ])('with %s are wrong', (_what, changes, says) => {
    expect(checkBooks({ ...refunded, ...changes }).join('\n')).toContain(says);
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
