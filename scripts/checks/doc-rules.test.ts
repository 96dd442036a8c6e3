import { expect, test } from 'vitest';
import { codesIn, errorDocProblems, linkProblems, localeProblems } from './doc-rules.mjs';

const source = 'packages/card/src/errors.ts';
const codes = new Map([['ERR_CARD_PIN_BLOCKED', source]]);

const entry = `# Errors

## The card

### ERR_CARD_PIN_BLOCKED

- *Thrown when*: the card answers 6983.
- *Likely reason*: three wrong PINs in a row.
- *What to do*: ask the bank for a new card.
`;

test('codes are found quoted, as keys, in unions and in lists, and once each', () => {
  const text = `const a = { ERR_SEAL_BROKEN: 1 };\ntype B = 'ERR_CARD_PIN_BLOCKED' | "ERR_T0_2";\n['ERR_SEAL_BROKEN']`;
  expect([...codesIn([{ path: source, text }]).keys()]).toEqual([
    'ERR_SEAL_BROKEN',
    'ERR_CARD_PIN_BLOCKED',
    'ERR_T0_2',
  ]);
});

test('codes of tests, of jose and of the browser’s network are not ours to document', () => {
  const files = [
    { path: 'packages/card/src/errors.test.ts', text: "'ERR_NOT_REAL'" },
    { path: 'packages/card/src/testing/card.ts', text: "'ERR_NOT_REAL'" },
    { path: 'e2e/src/tour.ts', text: "'ERR_NOT_REAL'" },
    { path: source, text: "'ERR_JWS_INVALID' net::ERR_CONNECTION_REFUSED STDERR_FILE" },
  ];
  expect([...codesIn(files).keys()]).toEqual([]);
});

test('a complete entry is in order', () => {
  expect(errorDocProblems(codes, entry)).toEqual([]);
});

test('a code without an entry is named with its file', () => {
  expect(errorDocProblems(codes, '')).toEqual([
    `docs/errors.md: ERR_CARD_PIN_BLOCKED (${source}) has no entry`,
  ]);
});

test('an entry whose code is in no source is named', () => {
  expect(errorDocProblems(new Map(), entry)).toEqual([
    'docs/errors.md: ERR_CARD_PIN_BLOCKED is in no source',
  ]);
});

test('two entries of one code are refused', () => {
  expect(errorDocProblems(codes, entry + entry)).toEqual([
    'docs/errors.md: ERR_CARD_PIN_BLOCKED has two entries',
  ]);
});

test.each([
  ['a line is missing', entry.replace(/- \*Likely.*\n/, '')],
  ['a line is empty', entry.replace(/: three.*/, ': ')],
  ['lines are in another order', entry.replace('Thrown when', 'What to do')],
  ['there is only the heading', '### ERR_CARD_PIN_BLOCKED\n'],
])('an entry is refused when %s', (_, markdown) => {
  expect(errorDocProblems(codes, markdown)).toHaveLength(1);
});

test('a locale that lacks a message, or a placeholder of it, is named', () => {
  const placeholders = { amount: { content: '$1' } };
  const en = { pay: { message: 'Pay $amount$', placeholders }, cancel: { message: 'Cancel' } };
  const fr = { pay: { message: 'Payer' } };
  const files = [
    { path: 'extension/_locales/en/messages.json', text: JSON.stringify(en) },
    { path: 'extension/_locales/fr/messages.json', text: JSON.stringify(fr) },
  ];
  expect(localeProblems(files)).toHaveLength(3);
  expect(localeProblems(files).join()).toContain('fr/messages.json: lacks cancel()');
});

test('locales with the same messages are in order', () => {
  const text = JSON.stringify({ cancel: { message: 'Cancel' } });
  const files = ['en', 'fr'].map((locale) => ({ path: `extension/_locales/${locale}/messages.json`, text }));
  expect(localeProblems(files)).toEqual([]);
});

test('links and pictures that lead nowhere are named; addresses, anchors and code are left alone', () => {
  const text = [
    '[a](missing.md) [b](../README.md#start) [c](https://example.org/x) [d](#here)',
    '<img src="pictures/shop.png" alt="the shop"> `[e](code.md)`',
    '```\n[f](block.md)\n```',
  ].join('\n');
  const exists = (path: string) => path === 'README.md';
  expect(linkProblems([{ path: 'docs/testing.md', text }], exists)).toEqual([
    'docs/testing.md: missing.md leads nowhere',
    'docs/testing.md: pictures/shop.png leads nowhere',
  ]);
});
