/** When a page may make the sheet open: once per visit, from the front, not in a loop, not over another payment. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  maxDismissals,
  type OpenSheet,
  quietSeconds,
  SheetPolicy,
  type SheetRequest,
} from './sheet-policy.ts';

const unpaid: SheetRequest = {
  trigger: 'unpaid',
  offerUrl: 'https://journal.example/mpoffer?1',
  origin: 'https://journal.example',
  tabId: 7,
  isTabActive: true,
  documentId: 'D1',
};
const clicked: SheetRequest = { ...unpaid, trigger: 'clicked' };
const open: OpenSheet = { tabId: 7, offerUrl: unpaid.offerUrl, isReplaceable: false };

let policy: SheetPolicy;

beforeEach(() => {
  policy = new SheetPolicy();
});

describe('an unpaid page', () => {
  test('opens the sheet', () => {
    expect(policy.decide(unpaid, undefined, 100)).toBe('open');
  });

  test('opens it once per visit', () => {
    policy.decide(unpaid, undefined, 100);
    expect(policy.decide(unpaid, undefined, 200)).toBe('badge');
    expect(policy.decide({ ...unpaid, documentId: 'D2' }, undefined, 200)).toBe('open');
  });

  test('in a tab behind only gets the badge', () => {
    expect(policy.decide({ ...unpaid, isTabActive: false }, undefined, 100)).toBe('badge');
  });

  test('that reloads itself does not get it back at once', () => {
    policy.dismissed(unpaid.offerUrl, unpaid.origin, 100);
    expect(policy.decide(unpaid, undefined, 100 + quietSeconds - 1)).toBe('badge');
    expect(policy.decide({ ...unpaid, documentId: 'D2' }, undefined, 100 + quietSeconds)).toBe('open');
  });

  test('of an origin whose sheets keep being closed gets no more for a minute', () => {
    for (let count = 0; count < maxDismissals; count += 1)
      policy.dismissed(`${unpaid.origin}/mpoffer?${count}x`, unpaid.origin, 100);
    expect(policy.decide(unpaid, undefined, 130)).toBe('badge');
    const other = { ...unpaid, origin: 'https://revue.example', documentId: 'D3' };
    expect(policy.decide(other, undefined, 130)).toBe('open');
    expect(policy.decide({ ...unpaid, documentId: 'D4' }, undefined, 161)).toBe('open');
  });

  test('never takes the place of a payment that is on its way', () => {
    expect(policy.decide(unpaid, open, 100)).toBe('badge');
  });

  test('takes the place of its own tab’s older offer, not of another tab’s', () => {
    expect(policy.decide(unpaid, { ...open, isReplaceable: true }, 100)).toBe('replace');
    const other = { ...open, isReplaceable: true, tabId: 8 };
    expect(policy.decide({ ...unpaid, documentId: 'D2' }, other, 100)).toBe('badge');
  });
});

describe('a click of the shopper', () => {
  test('opens the sheet whatever was closed before', () => {
    for (let count = 0; count < 5; count += 1) policy.dismissed(clicked.offerUrl, clicked.origin, 100);
    expect(policy.decide(clicked, undefined, 100)).toBe('open');
    expect(policy.decide(clicked, undefined, 100)).toBe('open');
  });

  test('brings a payment that is on its way to the front, and replaces an offer', () => {
    expect(policy.decide(clicked, open, 100)).toBe('focus');
    expect(policy.decide(clicked, { ...open, isReplaceable: true }, 100)).toBe('replace');
  });
});
