/** The ledger keeps its equation whatever is asked of it, in whatever order. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChipVerdict } from '../gateway/issuer-host.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { holdFunds, isBalanced, openAccount } from './accounts.ts';
import { authoriseCard } from './authorise-card.ts';
import { captureHold, creditHold, reverseCredit, reverseHold } from './settle-hold.ts';

let store: Store;
let accountId: number;

const opening = 10_000;
const at = 1_795_435_200;
const pan = '4970100000000014';

beforeEach(() => {
  store = openStore(':memory:');
  accountId = openAccount(store.issuer, { currency: 'EUR', openingMinor: opening, at });
  store.issuer.addCard({
    cardId: 'card',
    pan,
    panSequence: 1,
    expiry: '203012',
    hasChip: true,
    status: 'active',
    lastCounter: 0,
    accountId,
  });
});
afterEach(() => store.close());

const account = () => {
  const found = store.issuer.findAccount(accountId);
  if (found === undefined) throw new Error('no account');
  return found;
};

const rrnOf = (slot: number) => String(slot).padStart(12, '0');

let counter = 0;
const authorise = (amountMinor: number, slot: number) => {
  counter += 1;
  const chip: ChipVerdict = { status: 'right', panSequence: 1, counter, pinVerified: true };
  return authoriseCard(
    { store: store.issuer, ceilingMinor: Number.MAX_SAFE_INTEGER },
    {
      pan,
      cardExpiry: '203012',
      amountMinor,
      currency: 'EUR',
      transmittedAt: at,
      stan: '000001',
      rrn: rrnOf(slot),
      merchantId: 'M1',
      xid: '',
      transStain: '',
      acquirerReadsChips: true,
    },
    chip,
  );
};

/** What the books should say, kept by other means. */
interface Model {
  available: number;
  debited: number;
  readonly holds: Map<number, number>;
  /** Captured amounts, and what of each was given back. */
  readonly captured: Map<number, { amount: number; credited: number }>;
}

type Step = {
  readonly kind: 'authorise' | 'capture' | 'reverse' | 'credit' | 'reverseCredit';
  readonly slot: number;
  readonly amount: number;
};

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('authorise', 'capture', 'reverse', 'credit', 'reverseCredit'),
  slot: fc.integer({ min: 0, max: 5 }),
  amount: fc.oneof(fc.integer({ min: -1, max: 60 }), fc.integer({ min: 0, max: 12_000 })),
});

/** Does the step and says whether the bank may approve it. */
function expected(model: Model, { kind, slot, amount }: Step): boolean {
  const held = model.holds.get(slot);
  if (kind === 'authorise') {
    if (amount <= 0 || amount > model.available) return false;
    model.available -= amount;
    model.holds.set(slot, amount);
    model.captured.delete(slot);
    return true;
  }
  if (kind === 'credit' || kind === 'reverseCredit') return expectedRefund(model, { kind, slot, amount });
  if (held === undefined || amount < (kind === 'capture' ? 1 : 0) || amount > held) return false;
  if (kind === 'capture') {
    model.debited += amount;
    model.available += held - amount;
    model.holds.delete(slot);
    model.captured.set(slot, { amount, credited: 0 });
    return true;
  }
  model.available += held - amount;
  if (amount === 0) model.holds.delete(slot);
  else model.holds.set(slot, amount);
  return true;
}

function expectedRefund(model: Model, { kind, slot, amount }: Step): boolean {
  const capture = model.captured.get(slot);
  if (capture === undefined || amount <= 0) return false;
  const isCredit = kind === 'credit';
  const most = isCredit ? capture.amount - capture.credited : Math.min(capture.credited, model.available);
  if (amount > most) return false;
  capture.credited += isCredit ? amount : -amount;
  model.available += isCredit ? amount : -amount;
  model.debited += isCredit ? -amount : amount;
  return true;
}

describe('the ledger', () => {
  test('keeps opening = available + held + debited over any sequence of authorizations, captures, reversals and refunds', () => {
    let used = 0;
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 40 }), (steps) => {
        store.work.rehearse(() => {
          const model: Model = { available: opening, debited: 0, holds: new Map(), captured: new Map() };
          // Each authorization has a reference of its own; the latest of a slot is the one that is settled.
          const references = new Map<number, number>();
          for (const step of steps) {
            const mayBeApproved = expected(model, step);
            if (step.kind === 'authorise' && mayBeApproved) references.set(step.slot, ++used);
            const reference = references.get(step.slot) ?? 0;
            expect(perform(step, reference).responseCode === '00').toBe(mayBeApproved);
            const books = account();
            expect(isBalanced(books, store.issuer.transfers(accountId))).toBe(true);
            expect(books.debitedMinor).toBe(model.debited);
            expect(books.availableMinor + books.heldMinor + books.debitedMinor).toBe(opening);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  test('refuses to hold what is not there and writes nothing', () => {
    const movement = { accountId, amountMinor: opening + 1, rrn: rrnOf(1), at };
    expect(holdFunds(store.issuer, movement)).toBe(false);
    expect(store.issuer.transfers(accountId)).toHaveLength(1);
  });

  test.each([-1, 0, 0.5, Number.NaN, 2 ** 53])('takes no entry of %d', (amountMinor) => {
    const entry = { accountId, debit: 'available', credit: 'held', amountMinor, rrn: null } as const;
    expect(() => store.work.perform(() => store.issuer.post({ ...entry, postedAt: at }))).toThrow();
    expect(store.issuer.transfers(accountId)).toHaveLength(1);
    expect(account()).toMatchObject({ availableMinor: opening, heldMinor: 0 });
  });

  test('lets the database refuse an overdraft that the code above let through', () => {
    const post = () =>
      store.work.perform(() =>
        store.issuer.post({
          accountId,
          debit: 'held',
          credit: 'debited',
          amountMinor: 1,
          rrn: null,
          postedAt: at,
        }),
      );
    expect(post).toThrow(/CHECK/);
    expect(store.issuer.transfers(accountId)).toHaveLength(1);
  });

  test('sees that balances are not what the entries add up to', () => {
    const books = account();
    const transfers = store.issuer.transfers(accountId);
    expect(isBalanced(books, transfers)).toBe(true);
    expect(isBalanced({ ...books, availableMinor: opening - 1, heldMinor: 1 }, transfers)).toBe(false);
    expect(isBalanced({ ...books, openingMinor: 0, availableMinor: 0 }, transfers)).toBe(false);
    expect(isBalanced(books, [])).toBe(false);
  });
});

function perform({ kind, amount }: Step, reference: number) {
  const settlement = { rrn: rrnOf(reference), transmittedAt: at };
  if (kind === 'authorise') return authorise(amount, reference);
  if (kind === 'capture') return captureHold(store.issuer, { ...settlement, amountMinor: amount });
  if (kind === 'credit') return creditHold(store.issuer, { ...settlement, amountMinor: amount });
  if (kind === 'reverseCredit') return reverseCredit(store.issuer, { ...settlement, amountMinor: amount });
  return reverseHold(store.issuer, { ...settlement, remainingMinor: amount });
}
