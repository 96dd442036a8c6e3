import { fromHex, toHex } from '@ecomm/card';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeEcho, encodeFrame, FrameDecoder, nakFrame } from './frame.ts';

const getSlotStatus = fromHex('65000000000005000000');
const frame = encodeFrame(getSlotStatus);

const anyMessage = fc
  .record({ header: fc.uint8Array({ minLength: 6, maxLength: 6 }), data: fc.uint8Array({ maxLength: 200 }) })
  .map(({ header, data }) =>
    Uint8Array.of(header[0] ?? 0, data.length, 0, 0, 0, ...header.slice(1), ...data),
  );

describe('serial frames', () => {
  test('a message is framed with sync, acknowledge and the exclusive-or of all', () => {
    expect(toHex(frame)).toBe('03066500000000000500000065');
    expect(toHex(nakFrame)).toBe('031516');
  });

  test('an echo has no data, so that it fits wherever the answer fits', () => {
    expect(toHex(encodeEcho(fromHex('6b030000000001000000010101')))).toBe(
      toHex(encodeFrame(fromHex('6b000000000001000000'))),
    );
  });

  test('messages come out as they went in, however the line cuts them', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        (messages, step) => {
          const line = messages.flatMap((message) => [...encodeFrame(message)]);
          const decoder = new FrameDecoder();
          const received: string[] = [];
          for (let offset = 0; offset < line.length; offset += step) {
            for (const event of decoder.push(Uint8Array.from(line.slice(offset, offset + step)))) {
              received.push(event.kind === 'message' ? toHex(event.message) : event.kind);
            }
          }
          expect(received).toEqual(messages.map(toHex));
          expect(decoder.partial).toBe(false);
        },
      ),
    );
  });

  test('random bytes never make it throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 6 }), (chunks) => {
        const decoder = new FrameDecoder();
        for (const chunk of chunks) decoder.push(chunk);
      }),
    );
  });

  test.each([
    ['with a wrong LRC', '03066500000000000500000066'],
    ['with a control byte of its own', '03076500000000000500000065'],
    ['announcing more than the reader takes', '03066fffffff7f0005000000'],
    ['of noise', 'ffffff'],
    ['of a NAK with a wrong LRC', '031517'],
  ])('a frame %s is bad, and the next one is read', (_what, hex) => {
    const decoder = new FrameDecoder();
    expect(decoder.push(fromHex(hex))[0]).toEqual({ kind: 'bad' });
    decoder.wipe();
    expect(decoder.push(frame)).toEqual([{ kind: 'message', message: getSlotStatus }]);
  });

  test('a frame that stops short stays partial until it is wiped', () => {
    const decoder = new FrameDecoder();
    expect(decoder.push(frame.subarray(0, 7))).toEqual([]);
    expect(decoder.partial).toBe(true);
    decoder.wipe();
    expect(decoder.push(frame)).toHaveLength(1);
  });
});
