import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBody, encodeFrame, FrameReader, frameLengthMaximum } from './frame.ts';

const messages = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });

/** The stream as an unkind pipe delivers it. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

function lengthHeader(length: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(length).buffer);
}

const invalid = (facts: object) =>
  expect.objectContaining({ code: 'ERR_HOST_MESSAGE_INVALID', facts: expect.objectContaining(facts) });

describe('native messaging frames', () => {
  test('the length is four bytes in the machine’s order, counted in bytes of UTF-8', () => {
    const frame = encodeFrame({ é: '€' });
    expect(frame.subarray(0, 4)).toEqual(Buffer.from(lengthHeader(frame.length - 4)));
    expect(frame.length - 4).toBe(Buffer.byteLength('{"é":"€"}'));
  });

  test('messages come out as they went in, however the pipe cuts them', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 30 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(encodeFrame));
        const reader = new FrameReader();
        const received = pieces(stream, cuts)
          .flatMap((piece) => reader.push(piece))
          .map(decodeBody);
        expect(JSON.stringify(received)).toBe(JSON.stringify(sent));
        expect(reader.atFrameEnd).toBe(true);
      }),
    );
  });

  test('bytes that came one by one make the same message', () => {
    const reader = new FrameReader();
    const bodies = [...encodeFrame({ id: 1 })].flatMap((byte) => reader.push(Uint8Array.of(byte)));
    expect(bodies.map(decodeBody)).toEqual([{ id: 1 }]);
  });

  test('a message of exactly the maximum passes', () => {
    const reader = new FrameReader();
    reader.push(lengthHeader(frameLengthMaximum));
    expect(reader.push(new Uint8Array(frameLengthMaximum)).map((body) => body.length)).toEqual([
      frameLengthMaximum,
    ]);
  });

  test('a length above the maximum is refused from its header alone', () => {
    expect(() => new FrameReader().push(lengthHeader(frameLengthMaximum + 1))).toThrow(
      invalid({ reason: 'length' }),
    );
  });

  test('a length of zero is refused', () => {
    expect(() => new FrameReader().push(lengthHeader(0))).toThrow(invalid({ reason: 'length' }));
  });

  test('a message cut off is kept waiting for, and the reader says so', () => {
    const reader = new FrameReader();
    expect(reader.push(encodeFrame({ id: 1 }).subarray(0, 7))).toEqual([]);
    expect(reader.atFrameEnd).toBe(false);
  });

  test('what a browser would not take is not written', () => {
    expect(() => encodeFrame({ text: 'x'.repeat(frameLengthMaximum) })).toThrow(
      expect.objectContaining({ code: 'ERR_HOST_INTERNAL' }),
    );
  });

  test.each([
    ['no JSON', Buffer.from('{"id":'), 'json'],
    ['two values', Buffer.from('{}{}'), 'json'],
    ['a byte order mark', Buffer.from('\ufeff{}'), 'json'],
    ['broken UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'json'],
    ['an array', Buffer.from('[]'), 'object'],
    ['null', Buffer.from('null'), 'object'],
    ['a string', Buffer.from('"hello"'), 'object'],
  ])('%s is refused', (_what, body, reason) => {
    expect(() => decodeBody(body)).toThrow(invalid({ reason }));
  });

  test('any bytes end in messages, waiting, or the typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          new FrameReader().push(bytes).map(decodeBody);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_HOST_MESSAGE_INVALID' });
        }
      }),
    );
  });
});
