import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf, headersIn, packText, type SignedHeader, unpackText } from './signed-text.ts';

const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url');
const headerOf = (name: string) => base64url(JSON.stringify({ alg: 'ES256', x5c: [name.repeat(400)] }));
const jws = (header: string, payload: unknown) =>
  `${header}.${base64url(JSON.stringify(payload))}.${base64url('signature')}`;
const offer = jws(headerOf('M'), { offerId: 'O1', origin: 'https://journal.example' });
const mpReq = jws(headerOf('P'), { rrpid: 'R1', offer });
const mpRes = JSON.stringify({ res: jws(headerOf('I'), { code: 'approved' }), private: '{"salt":"x"}' });

function thereAndBack(text: string) {
  const headers: SignedHeader[] = [];
  const packed = packText(text, (header) => {
    headers.push({ digest: digestOf(header), header });
    return digestOf(header);
  });
  const byDigest = new Map(headers.map(({ digest, header }) => [digest, header]));
  return { packed, headers, unpacked: unpackText(packed, (digest) => byDigest.get(digest)) };
}

describe('a signed message as it is kept', () => {
  test('an MPReq leaves out the certificates of its payer and of the merchant inside', () => {
    const { packed, headers, unpacked } = thereAndBack(mpReq);
    expect(unpacked).toBe(mpReq);
    expect(packed.length).toBeLessThan(mpReq.length / 5);
    expect(headers.map(({ header }) => header).toSorted()).toEqual([headerOf('M'), headerOf('P')].toSorted());
    expect(headersIn(packed).toSorted()).toEqual(headers.map(({ digest }) => digest).toSorted());
  });

  test('an MPRes leaves out those of the intermediary', () => {
    const { packed, headers, unpacked } = thereAndBack(mpRes);
    expect(unpacked).toBe(mpRes);
    expect(headers.map(({ header }) => header)).toEqual([headerOf('I')]);
    expect(packed).toContain('"private":');
  });

  test.each([
    ['nothing', ''],
    ['a header without certificates', jws(base64url('{"alg":"ES256"}'), { a: 1 })],
    ['text with the mark in it', `{"note":"~${'A'.repeat(43)}.~"}`],
    ['text that looks packed', `~${'A'.repeat(43)}~sig~{}`],
    ['text that looks plain', '=~'],
    ['a payload with the mark in it', jws(headerOf('P'), { origin: 'https://x.example/~me' })],
    ['a payload that is no text', `${headerOf('P')}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.c2ln`],
    ['a payload with a second spelling', `${headerOf('P')}.e31.c2ln`.replace('e31', 'e32')],
    ['a message with a part too many', `${mpReq}.x`],
    ['a header alone', headerOf('P')],
  ])('%s comes back byte by byte', (_, text) => {
    expect(thereAndBack(text).unpacked).toBe(text);
  });

  test('any text comes back', () => {
    const piece = fc.oneof(
      ...[
        fc.string(),
        fc.constantFrom('~', '=', '.', `~${'B'.repeat(43)}.`, headerOf('P'), offer, mpReq, '"', '{'),
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        expect(thereAndBack(text).unpacked).toBe(text);
        expect(thereAndBack(jws(headerOf('P'), { text })).unpacked).toBe(jws(headerOf('P'), { text }));
      }),
    );
  });

  test('a header that was not kept is missed, not left out', () => {
    const packed = packText(mpReq, digestOf);
    expect(unpackText(packed, () => undefined)).toBeUndefined();
    const [one] = headersIn(packed);
    expect(unpackText(packed, (digest) => (digest === one ? headerOf('P') : undefined))).toBeUndefined();
  });
});
