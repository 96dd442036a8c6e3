/**
 * The PIN verification data structure of PC_to_RDR_Secure (CCID 1.1, 6.1.11, table "PIN Verification"), as
 * libccid sends it: bTimerOut2 and ulDataLength of PC/SC part 10 are not there.
 *
 *     bPINOperation 00 | bTimerOut | bmFormatString | bmPINBlockString | bmPINLengthFormat |
 *     wPINMaxExtraDigit (max, min) | bEntryValidationCondition | bNumberMessage | wLangId (2, little endian) |
 *     bMsgIndex | bTeoPrologue (3) | APDU template
 */
import type { PinEntryRules } from './pin-entry.ts';

export interface PinVerification {
  /** 0 lets the reader choose. */
  readonly timeoutSeconds: number;
  readonly rules: PinEntryRules;
  /** Windows LANGID; its low ten bits are the language. */
  readonly languageId: number;
  readonly teoPrologue: Uint8Array;
  readonly layout: PinBlockLayout;
  /** CLA INS P1 P2 Lc and the data that the PIN is written into. */
  readonly template: Uint8Array;
}

export interface PinBlockLayout {
  readonly format: 'binary' | 'bcd' | 'ascii';
  readonly rightJustified: boolean;
  /** Bits after Lc. */
  readonly pinOffsetBits: number;
  readonly blockLengthBits: number;
  /** 0 when the length is not written. */
  readonly lengthSizeBits: number;
  readonly lengthOffsetBits: number;
}

/** Offsets in the whole message, the way bError names a field that is refused. */
const at = { operation: 10, format: 12, digits: 15, condition: 17, messages: 18, template: 25 } as const;
const structureLength = 15;
const apduHeaderLength = 5;

/** The structure, or the offset of the field that cannot be served, for bError. */
export function decodePinVerification(abData: Uint8Array): PinVerification | number {
  const field = (offset: number): number => abData[offset - 10] ?? 0;
  if (field(at.operation) !== 0x00 || abData.length < structureLength) return at.operation;
  const template = abData.slice(structureLength);
  const lc = template[4] ?? 0;
  if (template.length < apduHeaderLength + lc || template.length > apduHeaderLength + lc + 1)
    return at.template;
  if (lc === 0) return at.template;
  const layout = decodeLayout(field(12), field(13), field(14));
  if (layout === undefined) return at.format;
  const [maxDigits, minDigits] = [field(15), field(16)];
  if (maxDigits === 0 || maxDigits > 16 || minDigits > maxDigits) return at.digits;
  const condition = field(at.condition);
  if (condition === 0 || condition > 7) return at.condition;
  const messages = field(at.messages);
  if (messages > 1 && messages !== 0xff) return at.messages;
  const verification: PinVerification = {
    timeoutSeconds: field(11),
    rules: {
      minDigits,
      maxDigits,
      validateAtMaximum: (condition & 1) !== 0,
      validateByKey: (condition & 2) !== 0,
      validateAtTimeout: (condition & 4) !== 0,
    },
    languageId: field(19) | (field(20) << 8),
    teoPrologue: abData.slice(12, 15),
    layout,
    template,
  };
  return fits(verification) ? verification : at.format;
}

/** The command APDU with the PIN in it. The caller wipes both digits and result. */
export function insertPin(verification: PinVerification, digits: readonly number[]): Uint8Array {
  const { layout } = verification;
  const apdu = verification.template.slice();
  const data = apdu.subarray(apduHeaderLength);
  const digitBits = layout.format === 'bcd' ? 4 : 8;
  const pinBits = digits.length * digitBits;
  const start = layout.pinOffsetBits + (layout.rightJustified ? layout.blockLengthBits - pinBits : 0);
  digits.forEach((digit, index) => {
    writeBits(data, start + index * digitBits, digitBits, layout.format === 'ascii' ? 0x30 + digit : digit);
  });
  writeBits(data, layout.lengthOffsetBits, layout.lengthSizeBits, digits.length);
  return apdu;
}

function decodeLayout(format: number, block: number, length: number): PinBlockLayout | undefined {
  const formats = ['binary', 'bcd', 'ascii'] as const;
  const name = formats[format & 0x03];
  if (name === undefined || (length & 0xe0) !== 0) return undefined;
  return {
    format: name,
    rightJustified: (format & 0x04) !== 0,
    pinOffsetBits: ((format >> 3) & 0x0f) * ((format & 0x80) !== 0 ? 8 : 1),
    blockLengthBits: (block & 0x0f) * 8,
    lengthSizeBits: block >> 4,
    lengthOffsetBits: (length & 0x0f) * ((length & 0x10) !== 0 ? 8 : 1),
  };
}

/** The longest PIN that may be keyed, and its length, must have room in the template's data. */
function fits({ layout, rules, template }: PinVerification): boolean {
  const dataBits = (template[4] ?? 0) * 8;
  const pinBits = rules.maxDigits * (layout.format === 'bcd' ? 4 : 8);
  if (layout.blockLengthBits !== 0 && pinBits > layout.blockLengthBits) return false;
  if (layout.rightJustified && layout.pinOffsetBits + layout.blockLengthBits > dataBits) return false;
  if (layout.lengthOffsetBits + layout.lengthSizeBits > dataBits) return false;
  return layout.pinOffsetBits + pinBits <= dataBits;
}

function writeBits(data: Uint8Array, offsetBits: number, sizeBits: number, value: number): void {
  for (let bit = 0; bit < sizeBits; bit++) {
    const position = offsetBits + bit;
    const mask = 0x80 >> (position & 7);
    const one = ((value >> (sizeBits - 1 - bit)) & 1) === 1;
    const byte = data[position >> 3] ?? 0;
    data[position >> 3] = one ? byte | mask : byte & ~mask;
  }
}
