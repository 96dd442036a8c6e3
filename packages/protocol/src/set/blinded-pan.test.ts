/** The blinded card number against its vector. */
import { expect, test } from 'vitest';
import vectors from '../../../../vectors/protocol/blinded-pan.json' with { type: 'json' };
import { blindPan, panSecretOf } from './blinded-pan.ts';

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

test.each(vectors.vectors)(
  'the name of $pan is $commonName',
  async ({ pan, cardExpiry, panSecret, commonName }) => {
    expect(await blindPan(pan, cardExpiry, bytesOf(panSecret))).toBe(commonName);
  },
);

test('PANSecret needs both halves: xor with the authority’s nonce', () => {
  expect(panSecretOf(Uint8Array.of(0b1100, 0xff), Uint8Array.of(0b1010, 0x0f))).toEqual(
    Uint8Array.of(0b0110, 0xf0),
  );
});

test('another secret gives another name to the same card', async () => {
  const names = await Promise.all(
    [1, 2].map((byte) => blindPan('4970100000000006', '199912', new Uint8Array(20).fill(byte))),
  );
  expect(names[0]).not.toBe(names[1]);
});
