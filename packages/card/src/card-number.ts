/** The card number, PAN (ISO/IEC 7812-1), and the sequence number that tells two cards of one PAN apart (EMV 5F34). */
import { encodeBcd, encodeCompressedNumeric } from './bcd.ts';
import type { Bytes } from './bytes.ts';
import { dataInvalid } from './errors.ts';

/** ISO/IEC 7812-1 allows 12 to 19 digits, the last one a check digit. */
const panPattern = /^\d{12,19}$/;

/** True when the last digit is the Luhn check digit of those before it (ISO/IEC 7812-1, annex B). */
export function luhn(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** 12 to 19 digits with a right check digit. */
export function isPan(pan: string): boolean {
  return panPattern.test(pan) && luhn(pan);
}

/** PAN n20: ten bytes, F on the right. */
export function encodePan(pan: string): Bytes {
  const bytes = isPan(pan) ? encodeCompressedNumeric(pan, 10) : undefined;
  if (bytes === undefined) throw dataInvalid('pan', '12 to 19 digits with a Luhn check digit');
  return bytes;
}

/** Format n2: one byte, 0 to 99. */
export function encodePanSequence(panSequence: number): Bytes {
  const bytes = encodeBcd(String(panSequence), 1);
  if (bytes === undefined) throw dataInvalid('panSequence', 'an integer from 0 to 99');
  return bytes;
}
