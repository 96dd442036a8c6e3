import { fromHex, toHex } from '@ecomm/card';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeBlock, encodeBlock } from './block.ts';
import { T1Card } from './t1-card.ts';

let card: T1Card;
let apdus: string[];
let answer: Uint8Array;

beforeEach(() => {
  apdus = [];
  answer = fromHex('9000');
  card = new T1Card(async (apdu) => {
    apdus.push(toHex(apdu));
    return answer;
  });
});

/** PCB and information field in hexadecimal, both ways. */
async function exchange(pcb: number, information = ''): Promise<string> {
  const block = decodeBlock(await card.receive(encodeBlock(pcb, fromHex(information))));
  if (typeof block === 'string') throw new Error(`a card never sends a bad block (${block})`);
  return `${toHex(Uint8Array.of(block.pcb))} ${toHex(block.information)}`.trim();
}

describe('T=1 at the card', () => {
  test('I-blocks alternate their numbers in both directions', async () => {
    expect(await exchange(0x00, '00a40400')).toBe('00 9000');
    expect(await exchange(0x40, '00b00000')).toBe('40 9000');
    expect(await exchange(0x00, '00b00000')).toBe('00 9000');
    expect(apdus).toEqual(['00a40400', '00b00000', '00b00000']);
  });

  test('a command in three blocks is put together', async () => {
    expect(await exchange(0x20, '00a4')).toBe('90');
    expect(await exchange(0x60, '0400')).toBe('80');
    expect(await exchange(0x00, '02aabb')).toBe('00 9000');
    expect(apdus).toEqual(['00a4040002aabb']);
  });

  test('S(IFS) is answered and makes room for a longer answer', async () => {
    answer = new Uint8Array(40).fill(7);
    expect(await exchange(0x00, '00b00000')).toBe(`20 ${'07'.repeat(32)}`);
    card.reset();
    expect(await exchange(0xc1, 'fe')).toBe('e1 fe');
    expect(await exchange(0x00, '00b00000')).toBe(`00 ${'07'.repeat(40)}`);
  });

  test('a long answer goes on when each part is acknowledged, and again when one was lost', async () => {
    answer = Uint8Array.from({ length: 70 }, (_, index) => index);
    const part = (from: number, to: number) => toHex(answer.subarray(from, to));
    expect(await exchange(0x00, '00b00000')).toBe(`20 ${part(0, 32)}`);
    expect(await exchange(0x81)).toBe(`20 ${part(0, 32)}`);
    expect(await exchange(0x90)).toBe(`60 ${part(32, 64)}`);
    expect(await exchange(0x80)).toBe(`00 ${part(64, 70)}`);
    expect(await exchange(0x40, '00b00000')).toMatch(/^60 /);
  });

  test('an answer that was lost is repeated without executing the command again', async () => {
    expect(await exchange(0x00, '00a40400')).toBe('00 9000');
    expect(await exchange(0x81)).toBe('00 9000');
    expect(apdus).toHaveLength(1);
  });

  test('S(RESYNCH) starts the numbers again', async () => {
    await exchange(0x00, '00a40400');
    expect(await exchange(0xc0)).toBe('e0');
    expect(await exchange(0x00, '00a40400')).toBe('00 9000');
  });

  test('S(ABORT) forgets what was sent of a command', async () => {
    await exchange(0x20, 'ffff');
    expect(await exchange(0xc2)).toBe('e2');
    await exchange(0x40, '00a40400');
    expect(apdus).toEqual(['00a40400']);
  });

  test('a command longer than any short APDU is answered 6700 without being kept', async () => {
    for (let block = 0; block < 20; block++) await exchange(block % 2 === 0 ? 0x20 : 0x60, '00'.repeat(254));
    expect(await exchange(0x00, '00')).toBe('00 6700');
    expect(apdus).toEqual([]);
  });

  test.each([
    ['a wrong LRC', '000004 00a40400 ff', '81'],
    ['a wrong length', '000005 00a40400 a4', '82'],
    ['a length of 255', `0000ff${'00'.repeat(255)}ff`, '82'],
    ['a node address', '120000 12', '82'],
    ['no epilogue', '000000', '82'],
    ['no bytes at all', '', '82'],
  ])('a block with %s is asked for again', async (_what, hex, pcb) => {
    const block = await card.receive(fromHex(hex.replaceAll(' ', '')));
    expect(toHex(block.subarray(1, 2))).toBe(pcb);
    expect(apdus).toEqual([]);
  });

  test.each([
    ['out of its turn', 0x40, '00a40400'],
    ['with reserved bits', 0x01, '00a40400'],
    ['of an unknown supervisory kind', 0xc4, ''],
    ['S(IFS) of 0', 0xc1, '00'],
    ['S(IFS) of 255', 0xc1, 'ff'],
    ['S(IFS) of two bytes', 0xc1, 'fefe'],
    ['S(RESYNCH) with data', 0xc0, '00'],
  ])('a block %s is refused', async (_what, pcb, information) => {
    expect(await exchange(pcb, information)).toBe('82');
    expect(apdus).toEqual([]);
  });

  test('random bytes always get one well-formed block', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 280 }), { maxLength: 8 }), async (blocks) => {
        for (const block of blocks) expect(typeof decodeBlock(await card.receive(block))).toBe('object');
      }),
    );
  });
});
