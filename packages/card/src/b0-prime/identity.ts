/**
 * Zone 0, record 2: what the card says of itself to anyone who asks. 47 bytes, all fields fixed:
 *
 *     PAN n20, F on the right (10) ‖ sequence n2 (1) ‖ start YYYYMM (3) ‖ expiry YYYYMM (3) ‖
 *     currency n4 (2) ‖ country n4 (2) ‖ holder name, ASCII, spaces on the right (26)
 */
import { decodeBcd, decodeCompressedNumeric, encodeBcd } from '../bcd.ts';
import { type Bytes, concat } from '../bytes.ts';
import { encodePan, encodePanSequence, isPan } from '../card-number.ts';
import { answerInvalid, type CardError, dataInvalid } from '../errors.ts';

export const identityLength = 47;
export const holderNameMaxLength = 26;

export interface CardIdentityFields {
  /** 12 to 19 digits. */
  readonly pan: string;
  /** 0 to 99. */
  readonly panSequence: number;
  /** YYYYMM, the first month of use. */
  readonly start: string;
  /** YYYYMM, the last month of use. */
  readonly expiry: string;
  /** ISO 4217 numeric, three digits. */
  readonly currency: string;
  /** ISO 3166-1 numeric, three digits. */
  readonly country: string;
  /** 1 to 26 printable ASCII characters, no space at either end. */
  readonly holderName: string;
}

/** @throws CardError `ERR_CARD_DATA_INVALID` naming the field that does not fit. */
export function encodeIdentity(fields: CardIdentityFields): Bytes {
  if (!isMonth(fields.start)) throw dataInvalid('start', 'YYYYMM');
  if (!isMonth(fields.expiry)) throw dataInvalid('expiry', 'YYYYMM');
  if (fields.expiry < fields.start) throw dataInvalid('expiry', 'no earlier than start');
  if (!isNumericCode(fields.currency)) throw dataInvalid('currency', 'three digits');
  if (!isNumericCode(fields.country)) throw dataInvalid('country', 'three digits');
  if (!isHolderName(fields.holderName)) throw dataInvalid('holderName', '1 to 26 printable ASCII characters');
  return concat(
    encodePan(fields.pan),
    encodePanSequence(fields.panSequence),
    bcd(fields.start, 3),
    bcd(fields.expiry, 3),
    bcd(fields.currency, 2),
    bcd(fields.country, 2),
    new TextEncoder().encode(fields.holderName.padEnd(holderNameMaxLength, ' ')),
  );
}

/** @throws CardError `ERR_CARD_ANSWER_INVALID` for any byte that {@link encodeIdentity} would not write. */
export function decodeIdentity(bytes: Uint8Array): CardIdentityFields {
  if (bytes.length !== identityLength) throw invalid('length');
  const pan = decodeCompressedNumeric(bytes.subarray(0, 10));
  if (pan === undefined || !isPan(pan)) throw invalid('card number');
  const sequence = decodeBcd(bytes.subarray(10, 11));
  if (sequence === undefined) throw invalid('sequence number');
  const start = decodeBcd(bytes.subarray(11, 14));
  const expiry = decodeBcd(bytes.subarray(14, 17));
  if (start === undefined || expiry === undefined || !isMonth(start) || !isMonth(expiry) || expiry < start) {
    throw invalid('validity');
  }
  return {
    pan,
    panSequence: Number(sequence),
    start,
    expiry,
    currency: numericCode(bytes.subarray(17, 19), 'currency'),
    country: numericCode(bytes.subarray(19, 21), 'country'),
    holderName: holderName(bytes.subarray(21)),
  };
}

function numericCode(bytes: Uint8Array, field: string): string {
  const digits = decodeBcd(bytes) ?? '';
  if (!digits.startsWith('0') || !isNumericCode(digits.slice(1))) throw invalid(field);
  return digits.slice(1);
}

function holderName(bytes: Uint8Array): string {
  const name = String.fromCharCode(...bytes).replace(/ +$/, '');
  if (!isHolderName(name)) throw invalid('holder name');
  return name;
}

function isMonth(digits: string): boolean {
  return /^\d{4}(?:0[1-9]|1[0-2])$/.test(digits);
}

/** 000 is assigned by neither ISO 4217 nor ISO 3166-1. */
function isNumericCode(digits: string): boolean {
  return /^\d{3}$/.test(digits) && digits !== '000';
}

function isHolderName(name: string): boolean {
  return /^[!-~](?:[ -~]{0,24}[!-~])?$/.test(name);
}

function bcd(digits: string, byteLength: number): Bytes {
  const bytes = encodeBcd(digits, byteLength);
  if (bytes === undefined) throw new Error('internal error: a checked field does not fit its bytes');
  return bytes;
}

function invalid(field: string): CardError {
  return answerInvalid(`identity record, ${field}`);
}
