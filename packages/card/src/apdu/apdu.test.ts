import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../bytes.ts';
import { exchange } from './card-channel.ts';
import { type CommandApdu, decodeCommandApdu, encodeCommandApdu } from './command-apdu.ts';
import { decodeResponseApdu, encodeResponseApdu } from './response-apdu.ts';
import { errorForStatusWord } from './status-words.ts';

const byte = fc.integer({ min: 0, max: 0xff });
const commands: fc.Arbitrary<CommandApdu> = fc.record(
  {
    cla: fc.integer({ min: 0, max: 0xfe }),
    ins: byte,
    p1: byte,
    p2: byte,
    data: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    ne: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(65_535, 65_536)),
  },
  { requiredKeys: ['cla', 'ins', 'p1', 'p2'] },
);

describe('command APDU', () => {
  test.each([
    ['case 1', { cla: 0xbc, ins: 0x40, p1: 0, p2: 0 }, 'bc400000'],
    ['case 2 short', { cla: 0xbc, ins: 0xb0, p1: 8, p2: 0xe0, ne: 0x70 }, 'bcb008e070'],
    ['case 2 short, 256 bytes', { cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: 256 }, '00b0000000'],
    ['case 2 extended', { cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: 257 }, '00b00000000101'],
    ['case 2 extended, 65536 bytes', { cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: 65_536 }, '00b00000000000'],
    ['case 3 short', { cla: 0, ins: 0x20, p1: 0, p2: 0x80, data: fromHex('20ff') }, '0020008002 20ff'],
    ['case 4 short', { cla: 0, ins: 0xa4, p1: 4, p2: 0, data: fromHex('f0'), ne: 256 }, '00a4040001 f0 00'],
    [
      'case 4 extended',
      { cla: 0, ins: 0xa4, p1: 4, p2: 0, data: fromHex('f0'), ne: 300 },
      '00a40400 000001 f0 012c',
    ],
  ])('%s is written as ISO 7816-3 has it', (_case, command, hex) => {
    expect(toHex(encodeCommandApdu(command))).toBe(hex.replaceAll(' ', ''));
  });

  test('every command decodes to itself', () => {
    fc.assert(
      fc.property(commands, (command) => {
        expect(decodeCommandApdu(encodeCommandApdu(command))).toEqual(command);
      }),
    );
  });

  test('the longest command of all decodes to itself', () => {
    const command = { cla: 0, ins: 0xd6, p1: 0, p2: 0, data: new Uint8Array(65_535).fill(7), ne: 65_536 };
    const decoded = decodeCommandApdu(encodeCommandApdu(command));
    expect([decoded.ne, toHex(decoded.data ?? new Uint8Array())]).toEqual([65_536, '07'.repeat(65_535)]);
  });

  test('any bytes are refused or are exactly what their command encodes to', () => {
    const small = fc
      .array(fc.constantFrom(0, 1, 2, 3, 0xff), { maxLength: 14 })
      .map((b) => Uint8Array.from(b));
    fc.assert(
      fc.property(fc.oneof(small, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        let command: CommandApdu;
        try {
          command = decodeCommandApdu(bytes);
          if (command.cla === 0xff) return;
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_CARD_DATA_INVALID' });
          return;
        }
        expect(encodeCommandApdu(command)).toEqual(new Uint8Array(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['three bytes', '00a404'],
    ['data cut off', '00a4040002f0'],
    ['two bytes after the data', '00a4040001f00000'],
    ['an extended length without data', '00a404000000'],
    ['an extended Lc of zero with data', '00a40400000000f0'],
    ['extended data that fits the short form', '00a40400000001f0'],
    ['an extended Le that fits the short form', '00b00000000010'],
  ])('%s is refused', (_what, hex) => {
    expect(() => decodeCommandApdu(fromHex(hex))).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }),
    );
  });

  test.each([
    ['class FF', { cla: 0xff }],
    ['an instruction of nine bits', { ins: 0x100 }],
    ['empty data', { data: new Uint8Array() }],
    ['data of 65536 bytes', { data: new Uint8Array(65_536) }],
    ['Ne 0', { ne: 0 }],
    ['Ne 65537', { ne: 65_537 }],
    ['half an Ne', { ne: 1.5 }],
  ])('%s can’t be written', (_what, change) => {
    expect(() => encodeCommandApdu({ cla: 0, ins: 0, p1: 0, p2: 0, ...change })).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }),
    );
  });
});

describe('response APDU', () => {
  test('data and status word are parted', () => {
    const { data, statusWord } = decodeResponseApdu(fromHex('01029000'));
    expect([toHex(data), statusWord]).toEqual(['0102', 0x9000]);
  });

  test.each([
    ['nothing', ''],
    ['one byte', '90'],
    ['a procedure byte', '6000'],
    ['a word below 6', '1234'],
    ['a word of A', 'a000'],
  ])('%s is refused', (_what, hex) => {
    expect(() => decodeResponseApdu(fromHex(hex))).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_ANSWER_INVALID' }),
    );
  });

  test('more than 65536 bytes are refused', () => {
    const bytes = new Uint8Array(65_539);
    bytes.set([0x90, 0x00], 65_537);
    expect(() => decodeResponseApdu(bytes)).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_ANSWER_INVALID' }),
    );
  });

  test('what is not a status word can’t be written', () => {
    expect(() => encodeResponseApdu({ data: new Uint8Array(), statusWord: 0x6000 })).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }),
    );
  });
});

describe('status word', () => {
  test('9000 is no error', () => expect(errorForStatusWord(0x9000)).toBeUndefined());

  test('63C2 leaves two PIN tries', () =>
    expect(errorForStatusWord(0x63c2)).toMatchObject({
      code: 'ERR_CARD_PIN_WRONG',
      facts: { triesLeft: 2 },
    }));

  test.each([
    [0x63c0, 'ERR_CARD_PIN_BLOCKED'],
    [0x6983, 'ERR_CARD_PIN_BLOCKED'],
    [0x6984, 'ERR_CARD_PIN_BLOCKED'],
    [0x6986, 'ERR_CARD_AMOUNT_ABOVE_MAXIMUM'],
    [0x6a82, 'ERR_CARD_UNKNOWN'],
    [0x6d00, 'ERR_CARD_UNKNOWN'],
    [0x6985, 'ERR_CARD_REFUSED'],
    [0x6400, 'ERR_CARD_REFUSED'],
    [0x9001, 'ERR_CARD_REFUSED'],
  ])('%i is %s', (statusWord, code) => expect(errorForStatusWord(statusWord)).toMatchObject({ code }));
});

describe('exchange', () => {
  const command = { cla: 0xbc, ins: 0xb0, p1: 0, p2: 2, ne: 256 };

  test('a card that always has more to say is refused', async () => {
    const endless = { transmit: async () => fromHex('006101') };
    await expect(exchange(endless, command)).rejects.toMatchObject({ code: 'ERR_CARD_ANSWER_INVALID' });
  });

  test('a card that keeps asking for another length is asked once', async () => {
    let asked = 0;
    const undecided = { transmit: async () => fromHex(`6c0${++asked}`) };
    expect((await exchange(undecided, command)).statusWord).toBe(0x6c02);
    expect(asked).toBe(2);
  });

  test('pieces are joined in order and the last status word counts', async () => {
    const answers = ['01026102', '03046101', '056282'];
    const split = { transmit: async () => fromHex(answers.shift() ?? '') };
    const { data, statusWord } = await exchange(split, command);
    expect([toHex(data), statusWord]).toEqual(['0102030405', 0x6282]);
  });
});
