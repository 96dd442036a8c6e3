/** Every error has its two messages in both languages, and every message is in both with the same placeholders. */
import { describe, expect, test } from 'vitest';
import en from '../../_locales/en/messages.json' with { type: 'json' };
import fr from '../../_locales/fr/messages.json' with { type: 'json' };
import { factsInWords, shownFacts } from './error-words.ts';
import { type AnyErrorCode, allErrorCodes, isKnownCode, problemOf, WalletError } from './errors.ts';

type Messages = Readonly<Record<string, { message: string }>>;
const locales: Readonly<Record<string, Messages>> = { en, fr };

const placeholders = (text: string) => (text.match(/\$[1-9]/g) ?? []).sort();

describe.each(Object.entries(locales))('in %s', (_locale, messages) => {
  test.each(allErrorCodes)('%s says what happened and what to do', (code) => {
    for (const key of [code, `${code}_next`]) expect(messages[key]?.message, key).toMatch(/\S.*[.!?]$/);
  });

  test('every error fills its words with the facts that it is given, no more and no fewer', () => {
    for (const code of allErrorCodes) {
      const used = new Set(
        [code, `${code}_next`].flatMap((key) => placeholders(messages[key]?.message ?? '')),
      );
      const expected = (shownFacts[code] ?? []).map((_, index) => `$${index + 1}`);
      expect([...used].sort(), code).toEqual(expected);
    }
  });

  test('no message is longer than a sheet has room for', () => {
    for (const [key, { message }] of Object.entries(messages))
      expect(message.length, key).toBeLessThanOrEqual(280);
  });
});

test('both languages have the same messages with the same placeholders', () => {
  expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
  for (const key of Object.keys(en) as (keyof typeof en)[])
    expect(placeholders(fr[key].message), key).toEqual(placeholders(en[key].message));
});

describe('an error', () => {
  test('fills its words with its facts, in their order', () => {
    expect(factsInWords('ERR_NETWORK_STATUS', { status: 503, host: 'x.example' })).toEqual([
      'x.example',
      '503',
    ]);
    expect(factsInWords('ERR_CARD_PIN_BLOCKED', { triesLeft: 0 })).toEqual([]);
  });

  test('that is a bug is told as one, without its prose', () => {
    expect(problemOf(new TypeError('x of undefined'))).toEqual({ code: 'ERR_WALLET_INTERNAL', facts: {} });
  });

  test('keeps its code and facts', () => {
    const code: AnyErrorCode = 'ERR_CARD_PIN_WRONG';
    expect(problemOf(new WalletError(code, { triesLeft: 1 }))).toEqual({ code, facts: { triesLeft: 1 } });
    expect(isKnownCode('ERR_MADE_UP')).toBe(false);
  });
});
