/** One value has one encoding: base64url, JSON and their bounds. */
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { decodeBase64Url, encodeBase64Url, isStrictBase64Url } from './base64url.ts';
import { maxMessageBytes, parseBoundedJson } from './bounded-json.ts';
import { equalBytes } from './bytes.ts';
import { assertKnownExtensions, isAllowedOrigin, isAllowedUrl } from './fields.ts';

const refusedAs = (code: string) => expect.objectContaining({ code });

describe('base64url', () => {
  test('gives back every byte string', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(equalBytes(decodeBase64Url(encodeBase64Url(bytes)), bytes)).toBe(true);
      }),
    );
  });
  // RFC 4648 section 10, with the URL alphabet and without padding.
  test.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('%j is %j (RFC 4648)', (text, encoded) => {
    expect(encodeBase64Url(new TextEncoder().encode(text))).toBe(encoded);
  });
  test.each(['Zg==', 'Zh', 'Z', 'Zm9v\n', 'Zm+v', 'Zm/v', ' Zm9v', 'Zm8=', 'é'])('%j is refused', (text) => {
    expect(() => decodeBase64Url(text)).toThrow(refusedAs('ERR_MESSAGE_MALFORMED'));
  });
  test('of another length than asked is refused', () => {
    expect(() => decodeBase64Url('Zm9v', 4)).toThrow(refusedAs('ERR_MESSAGE_MALFORMED'));
  });
  test('is told from what is not without decoding it', () => {
    const alphabet = [...'AQgw-_+/= \nEIé'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 9 }), (characters) => {
        const text = characters.join('');
        const bytes = Buffer.from(text, 'base64url');
        expect(isStrictBase64Url(text)).toBe(bytes.toString('base64url') === text);
        expect(isStrictBase64Url(text, 4)).toBe(bytes.toString('base64url') === text && bytes.length === 4);
      }),
      { numRuns: 2000 },
    );
  });
  test('no text has a second spelling that decodes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        try {
          expect(encodeBase64Url(decodeBase64Url(text))).toBe(text);
        } catch (error) {
          expect(error).toEqual(refusedAs('ERR_MESSAGE_MALFORMED'));
        }
      }),
    );
  });
});

describe('a JSON message', () => {
  const schema = v.strictObject({ a: v.number() });
  test('in its one encoding is read', () => {
    expect(parseBoundedJson('{"a":1}', schema)).toEqual({ a: 1 });
  });
  test.each([
    ['white space', '{"a": 1}'],
    ['a member twice', '{"a":2,"a":1}'],
    ['another spelling of the number', '{"a":1.0}'],
    ['an exponent', '{"a":1e0}'],
    ['an escape that is not needed', '{"\\u0061":1}'],
    ['an unknown member', '{"a":1,"b":2}'],
    ['a missing member', '{}'],
    ['another type', '{"a":"1"}'],
    ['trailing data', '{"a":1}x'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['no JSON', 'a'],
    ['nothing', ''],
    ['a prototype', '{"__proto__":{"a":1}}'],
  ])('with %s is refused', (_, text) => {
    expect(() => parseBoundedJson(text, schema)).toThrow(refusedAs('ERR_MESSAGE_MALFORMED'));
  });
  test('one byte too big is refused before it is parsed', () => {
    expect(() => parseBoundedJson(' '.repeat(maxMessageBytes + 1), schema)).toThrow(
      refusedAs('ERR_MESSAGE_TOO_BIG'),
    );
    expect(() => parseBoundedJson('é'.repeat(maxMessageBytes / 2 + 1), schema)).toThrow(
      refusedAs('ERR_MESSAGE_TOO_BIG'),
    );
  });
  test('of 17 levels is refused', () => {
    const deep = `${'['.repeat(17)}${']'.repeat(17)}`;
    expect(() => parseBoundedJson(deep, v.unknown())).toThrow(refusedAs('ERR_MESSAGE_MALFORMED'));
  });
});

describe('an address', () => {
  test.each(['https://shop.example', 'http://127.0.0.1:8080', 'http://localhost'])(
    '%s may be an origin',
    (text) => {
      expect(isAllowedOrigin(text)).toBe(true);
    },
  );
  test.each([
    'http://shop.example',
    'https://shop.example/',
    'https://user@shop.example',
    'https://SHOP.example',
    'javascript:alert(1)',
    'null',
    'https://shop.example:443',
    'file:///etc/passwd',
  ])('%s may not', (text) => {
    expect(isAllowedOrigin(text)).toBe(false);
  });
  test.each(['https://a.example', 'https://a.example/x#y', 'http://a.example/x', 'https://u:p@a.example/x'])(
    '%s may not take a message',
    (text) => {
      expect(isAllowedUrl(text)).toBe(false);
    },
  );
});

describe('extensions', () => {
  test('known and critical, or unknown and not critical, pass', () => {
    const extensions = [
      { oid: '1.2.3', critical: true, value: 1 },
      { oid: '1.2.4', critical: false, value: 1 },
    ];
    expect(() => assertKnownExtensions(extensions, ['1.2.3'])).not.toThrow();
  });
  test('given twice are refused', () => {
    const twice = [1, 2].map((value) => ({ oid: '1.2.3', critical: false, value }));
    expect(() => assertKnownExtensions(twice)).toThrow(refusedAs('ERR_MESSAGE_EXTENSION'));
  });
});
