/** Response APDUs: up to 65536 bytes of data, then the status word SW1 SW2 (ISO 7816-4, 5.1). */
import { type Bytes, concat } from '../bytes.ts';
import { answerInvalid, dataInvalid } from '../errors.ts';

export interface ResponseApdu {
  readonly data: Bytes;
  /** SW1 SW2 as one number, 0x9000 for success. */
  readonly statusWord: number;
}

const dataMaximum = 65_536;

/** @throws CardError `ERR_CARD_ANSWER_INVALID` when no status word of ISO 7816-3 ends the bytes. */
export function decodeResponseApdu(bytes: Uint8Array): ResponseApdu {
  if (bytes.length < 2) throw answerInvalid('no status word');
  if (bytes.length > dataMaximum + 2) throw answerInvalid('too long');
  const statusWord = ((bytes[bytes.length - 2] ?? 0) << 8) | (bytes[bytes.length - 1] ?? 0);
  if (!isStatusWord(statusWord)) throw answerInvalid('not a status word');
  return { data: new Uint8Array(bytes.subarray(0, -2)), statusWord };
}

/** @throws CardError `ERR_CARD_DATA_INVALID` */
export function encodeResponseApdu(response: {
  readonly data: Uint8Array;
  readonly statusWord: number;
}): Bytes {
  if (!isStatusWord(response.statusWord)) throw dataInvalid('statusWord', '6xxx (not 60xx) or 9xxx');
  if (response.data.length > dataMaximum) throw dataInvalid('data', 'at most 65536 bytes');
  return concat(response.data, Uint8Array.of(response.statusWord >> 8, response.statusWord & 0xff));
}

/** 60 is T=0's procedure byte "wait" and never ends an answer (ISO 7816-3, 10.3.3). */
function isStatusWord(statusWord: number): boolean {
  const sw1 = statusWord >> 8;
  return (sw1 > 0x60 && sw1 <= 0x6f) || (sw1 >= 0x90 && sw1 <= 0x9f);
}
