import { describe, expect, test } from 'vitest';
import type { Otb } from './otb.ts';
import { planSettlement } from './plan-settlement.ts';

const otb = (changes: Partial<Otb> = {}): Otb => ({
  xid: 'X',
  payer: 'P',
  currency: 'EUR',
  limitMinor: 2000,
  spentMinor: 500,
  state: 'open',
  openedAt: 0,
  spendableUntil: 1000,
  ...changes,
});
const plan = (changes: Partial<Otb>, pendingCount: number, settleOpenOtbsAtClose = true, at = 500) => {
  const found = planSettlement([{ otb: otb(changes), pendingCount }], { settleOpenOtbsAtClose }, at);
  return {
    closing: found.closing.length,
    captures: found.captures.length,
    reversals: found.reversals.length,
  };
};

describe('a close', () => {
  test('captures an Open To Buy in use whose receipts are all final', () => {
    expect(plan({}, 0)).toEqual({ closing: 1, captures: 1, reversals: 0 });
  });
  test('closes one that waits for a claim, and captures it later', () => {
    expect(plan({}, 1)).toEqual({ closing: 1, captures: 0, reversals: 0 });
    expect(plan({ state: 'closing' }, 1)).toEqual({ closing: 0, captures: 0, reversals: 0 });
    expect(plan({ state: 'closing' }, 0)).toEqual({ closing: 0, captures: 1, reversals: 0 });
  });
  test('leaves one that was never used', () => {
    expect(plan({ spentMinor: 0 }, 0)).toEqual({ closing: 0, captures: 0, reversals: 0 });
  });
  test('reverses one that is closing and has nothing spent', () => {
    expect(plan({ state: 'closing', spentMinor: 0 }, 0)).toEqual({ closing: 0, captures: 0, reversals: 1 });
  });
  test('leaves one in use by policy, until its time is over', () => {
    expect(plan({}, 0, false)).toEqual({ closing: 0, captures: 0, reversals: 0 });
    expect(plan({}, 0, false, 1001)).toEqual({ closing: 1, captures: 1, reversals: 0 });
    expect(plan({ spentMinor: 0 }, 0, false, 1001)).toEqual({ closing: 1, captures: 0, reversals: 1 });
  });
  test.each(['captured', 'released'] as const)('never settles one that is %s again', (state) => {
    expect(plan({ state }, 0)).toEqual({ closing: 0, captures: 0, reversals: 0 });
  });
});
