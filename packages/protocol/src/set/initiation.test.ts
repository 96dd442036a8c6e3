/** The wake-up’s parser: what it takes, what it refuses, and that nothing makes it do anything else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { utf8 } from '../encoding/bytes.ts';
import { ProtocolError } from '../errors.ts';
import { decodeInitiation, encodeInitiation, type Initiation, maxInitiationBytes } from './initiation.ts';

const origin = 'https://librairie.example';
const right: Initiation = {
  setUrl: `${origin}/set`,
  queryUrl: `${origin}/set/inq`,
  successUrl: `${origin}/thanks`,
  failureUrl: `${origin}/failed?why=bank`,
  cancelUrl: `${origin}/cart`,
  diagnosticUrl: `${origin}/diagnostics`,
  serviceUrl: `${origin}/help`,
  lidM: encodeBase64Url(new Uint8Array(20).fill(9)),
  purchAmt: { currency: 'EUR', value: 12_480 },
  brands: ['CB-demo', 'Other'],
  extOids: ['1.2.3'],
  echo: 'panier 7',
  order: 'Un livre\r\n1 × 124,80\r\n\r\nPar la poste',
};
const text = encodeInitiation(right);
const decode = (changed: string, at = origin, known: string[] = []) =>
  decodeInitiation(utf8(changed), at, known);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'accepted';
}

const line = (name: string, value: string) =>
  text.replace(new RegExp(`${name}: [^\\r]*`), `${name}: ${value}`);
const added = (extra: string) => `${extra}\r\n${text}`;
const without = (name: string) => text.replace(new RegExp(`${name}: [^\\r]*\r\n`), '');

describe('an initiation', () => {
  test('is read as it was written, its order to the last byte', () => {
    expect(decode(text)).toEqual(right);
  });
  test('may have lines of SET that nobody knows here', () => {
    expect(decode(added('SET-Colour: blue'))).toEqual(right);
  });
  test('may insist on an extension that is processed', () => {
    expect(decode(added('SET-Ext-Mandatory: 1.2.3'), origin, ['1.2.3']).extMandatory).toEqual(['1.2.3']);
  });
  test('of whatever a shop may say is read as it was said', () => {
    const word = fc.stringMatching(/^[!-9;-~]{1,40}$/);
    const initiations = fc.record({
      path: fc.stringMatching(/^[a-z0-9/]{0,30}$/),
      value: fc.integer({ min: 1, max: 999_999_999 }),
      currency: fc.constantFrom('EUR', 'FRF', 'JPY'),
      brands: fc.array(word, { minLength: 1, maxLength: 8 }),
      echo: fc.option(word, { nil: undefined }),
      order: fc.stringMatching(/^[\t\r\n -~é€]{1,300}$/).filter((order) => order.trim() !== ''),
    });
    fc.assert(
      fc.property(initiations, ({ path, value, currency, brands, echo, order }) => {
        const { echo: _, ...common } = right;
        const said: Initiation = {
          ...common,
          ...{ setUrl: `${origin}/${path}`, purchAmt: { currency, value }, brands, order },
          ...(echo === undefined ? {} : { echo }),
        };
        const known = encodeInitiation(said);
        expect(decode(known)).toEqual(said);
      }),
      { numRuns: 60 },
    );
  });
});

describe('an initiation is refused', () => {
  test.each([
    ['without an end of its head', text.slice(0, text.indexOf('\r\n\r\n')), 'ERR_INITIATION_MALFORMED'],
    ['without an order', text.slice(0, text.indexOf('\r\n\r\n') + 4), 'ERR_INITIATION_MALFORMED'],
    ['of another kind', line('SET-Initiation-Type', 'Inquiry-Initiation'), 'ERR_INITIATION_MALFORMED'],
    ['of another version', line('SET-Version', '1.1'), 'ERR_INITIATION_MALFORMED'],
    ['without a version', without('SET-Version'), 'ERR_INITIATION_MALFORMED'],
    ['with a header of HTTP', added('Set-Cookie: a=b'), 'ERR_INITIATION_MALFORMED'],
    ['with a line that is none', added('SET-Version'), 'ERR_INITIATION_MALFORMED'],
    ['with a control character in a line', line('SET-Echo', 'a\u0000b'), 'ERR_INITIATION_MALFORMED'],
    ['with two tills', added(`SET-SET-URL: ${origin}/other`), 'ERR_INITIATION_MALFORMED'],
    ['with two orders’ names', added(`SET-LID-M: ${right.lidM}`), 'ERR_INITIATION_MALFORMED'],
    ['with two amounts', added('SET-PurchAmt: 978 1 -2'), 'ERR_INITIATION_MALFORMED'],
    ['with nine brands', added(Array(7).fill('SET-Brand: x').join('\r\n')), 'ERR_INITIATION_MALFORMED'],
    ['without a brand', without('SET-Brand').replace(/SET-Brand: Other\r\n/, ''), 'ERR_INITIATION_MALFORMED'],
    ['without a till', without('SET-SET-URL'), 'ERR_INITIATION_MALFORMED'],
    ['with a name of another length', line('SET-LID-M', 'AAAA'), 'ERR_INITIATION_MALFORMED'],
    ['with an amount of nothing', line('SET-PurchAmt', '978 0 -2'), 'ERR_INITIATION_MALFORMED'],
    ['with an amount below nothing', line('SET-PurchAmt', '978 -1 -2'), 'ERR_INITIATION_MALFORMED'],
    [
      'with an amount beyond what is exact',
      line('SET-PurchAmt', `978 ${'9'.repeat(16)} -2`),
      'ERR_INITIATION_MALFORMED',
    ],
    ['with a leading zero', line('SET-PurchAmt', '978 012480 -2'), 'ERR_INITIATION_MALFORMED'],
    [
      'with another exponent than the currency’s',
      line('SET-PurchAmt', '978 12480 -3'),
      'ERR_INITIATION_MALFORMED',
    ],
    ['in a currency that nobody knows', line('SET-PurchAmt', '000 12480 -2'), 'ERR_AMOUNT_CURRENCY'],
    ['for instalments', added('SET-InstallTotalTrans: 3'), 'ERR_INSTALMENTS_UNSUPPORTED'],
    ['for a subscription', added('SET-Recurring: 30 20301231'), 'ERR_INSTALMENTS_UNSUPPORTED'],
    ['that insists on what nobody processes', added('SET-Ext-Mandatory: 1.2.4'), 'ERR_INITIATION_EXTENSION'],
    ['with a byte too many', text + 'x'.repeat(maxInitiationBytes), 'ERR_MESSAGE_TOO_BIG'],
    ['with an override of its direction', `${text}\u202e`, 'ERR_INITIATION_MALFORMED'],
  ])('%s', (_what, changed, code) => {
    expect(codeOf(() => decode(changed))).toBe(code);
  });
  test.each([
    'SET-SET-URL',
    'SET-Query-URL',
    'SET-Success-URL',
    'SET-Failure-URL',
    'SET-Cancel-URL',
    'SET-Diagnostic-URL',
    'SET-Service-URL',
  ])('whose %s is not of the page’s own origin', (name) => {
    for (const url of [
      'https://evil.example/set',
      'https://librairie.example.evil.example/',
      'https://librairie.example@evil.example/',
      'https://librairie.example:8443/',
      'http://librairie.example/',
      '//librairie.example/',
      '/set',
      'javascript:alert(1)//https://librairie.example/',
      'data:text/html,x',
      `${origin}/#fragment`,
      'HTTPS://LIBRAIRIE.EXAMPLE/',
      `${origin}/${'x'.repeat(2048)}`,
    ])
      expect(codeOf(() => decode(line(name, url)))).toMatch(/^ERR_INITIATION_(ORIGIN|MALFORMED)$/);
  });
  test('on a page elsewhere', () => {
    expect(codeOf(() => decode(text, 'https://other.example'))).toBe('ERR_INITIATION_ORIGIN');
  });
  test('that is no UTF-8, or begins with a byte order mark', () => {
    expect(codeOf(() => decodeInitiation(Uint8Array.of(...utf8(text), 0xff), origin))).toBe(
      'ERR_INITIATION_MALFORMED',
    );
    expect(codeOf(() => decodeInitiation(Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8(text)), origin))).toBe(
      'ERR_INITIATION_MALFORMED',
    );
  });
  test('by a typed error, or read, whatever bytes come', () => {
    const lines = text.split('\r\n');
    const shuffled = fc.shuffledSubarray(lines, { minLength: 0 }).map((some) => utf8(some.join('\r\n')));
    const flipped = fc
      .tuple(fc.nat(text.length - 1), fc.integer({ min: 0, max: 255 }))
      .map(([at, byte]) => utf8(text).map((old, index) => (index === at ? byte : old)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), shuffled, flipped), (bytes) => {
        try {
          const { setUrl, successUrl, purchAmt, order } = decodeInitiation(bytes, origin);
          for (const url of [setUrl, successUrl]) expect(new URL(url).origin).toBe(origin);
          expect(purchAmt.value).toBeGreaterThan(0);
          expect(order.trim()).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('a shop can not write', () => {
  test.each<[string, Partial<Initiation>]>([
    ['a line into another', { echo: 'a\r\nSET-PurchAmt: 978 1 -2' }],
    ['an empty line', { echo: '' }],
    ['more than a wallet takes', { order: 'x'.repeat(maxInitiationBytes) }],
    ['an order that reads otherwise', { order: 'un \u202e livre' }],
  ])('%s', (_what, changes) => {
    expect(() => encodeInitiation({ ...right, ...changes })).toThrow(TypeError);
  });
});
