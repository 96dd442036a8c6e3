/**
 * Zone 0, record 4: what the card may spend. 15 bytes:
 *
 *     currency n4 (2) ‖ exponent (1) ‖ maximum of one transaction n12 (6) ‖ seven-day ceiling n12 (6)
 *
 * Above the maximum the card refuses; past the ceiling it only sets a flag, which makes the gateway ask the bank.
 */
import { decodeBcd, encodeBcd } from '../bcd.ts';
import { type Bytes, concat } from '../bytes.ts';
import { answerInvalid, dataInvalid } from '../errors.ts';
import { encodeCurrencyNumber, encodeExponent } from './transaction-data.ts';

export const limitsLength = 15;

export interface CardLimits {
  /** ISO 4217 numeric, 1 to 999. */
  readonly currencyNumber: number;
  readonly exponent: number;
  /** Minor units. */
  readonly maximumMinor: number;
  /** Minor units. */
  readonly ceilingMinor: number;
}

/** @throws CardError `ERR_CARD_DATA_INVALID` */
export function encodeLimits(limits: CardLimits): Bytes {
  return concat(
    encodeCurrencyNumber(limits.currencyNumber),
    encodeExponent(limits.exponent),
    amount(limits.maximumMinor, 'maximumMinor'),
    amount(limits.ceilingMinor, 'ceilingMinor'),
  );
}

/** @throws CardError `ERR_CARD_ANSWER_INVALID` */
export function decodeLimits(bytes: Uint8Array): CardLimits {
  const exponent = bytes[2] ?? 0xff;
  const currency = Number(decodeBcd(bytes.subarray(0, 2)));
  const maximum = decodeBcd(bytes.subarray(3, 9));
  const ceiling = decodeBcd(bytes.subarray(9, 15));
  const valid = bytes.length === limitsLength && currency >= 1 && currency <= 999 && exponent <= 9;
  if (!valid || maximum === undefined || ceiling === undefined) throw answerInvalid('limits record');
  return {
    currencyNumber: currency,
    exponent,
    maximumMinor: Number(maximum),
    ceilingMinor: Number(ceiling),
  };
}

function amount(minor: number, field: string): Bytes {
  const bytes = encodeBcd(String(minor), 6);
  if (bytes === undefined) throw dataInvalid(field, 'an integer of at most 12 digits');
  return bytes;
}
