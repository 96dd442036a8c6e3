/**
 * The 62 bytes that the card certifies (CERTIFY, `BC 80 00 00 3E`):
 *
 *     version 01 ‖ type ‖ amount n12 ‖ currency n4 ‖ exponent ‖ date YYYYMMDDhhmmss ‖
 *     SHA-256(merchantId)[0..15] ‖ XID(20) ‖ UN(8)
 *
 * UN = SHA-256(XID ‖ HOD)[0..7]: nobody is on line to send a challenge before the order, so the order is it.
 */
import { sha256 } from '#sha256';
import { decodeBcd, encodeBcd } from '../bcd.ts';
import { type Bytes, concat } from '../bytes.ts';
import { decodeDateTime, encodeDateTime } from '../date-time.ts';
import { answerInvalid, type CardError, dataInvalid } from '../errors.ts';

export const transactionDataLength = 62;
export const xidLength = 20;
export const hodLength = 32;

const version = 0x01;
const typeBytes = { purchase: 0x01, enrolment: 0x02 } as const;
const merchantIdMaxLength = 256;

export type TransactionKind = keyof typeof typeBytes;

export interface TransactionFields {
  readonly kind: TransactionKind;
  /** Minor units, 0 to 999 999 999 999. */
  readonly amountMinor: number;
  /** ISO 4217 numeric, 1 to 999. */
  readonly currencyNumber: number;
  /** Digits after the decimal point, 0 to 9 (SET writes it as its negative). */
  readonly exponent: number;
  /** PReqDate, whole seconds since 1970. */
  readonly dateSeconds: number;
  /** 1 to 256 bytes of UTF-8, hashed as it is. */
  readonly merchantId: string;
  /** 20 bytes. */
  readonly xid: Uint8Array;
  /** 32 bytes: HOD of a purchase, the digest of the request for an enrolment. */
  readonly hod: Uint8Array;
}

/** What the bytes say: the merchant's id and the order only as digests. */
export interface DecodedTransactionData {
  readonly kind: TransactionKind;
  readonly amountMinor: number;
  readonly currencyNumber: number;
  readonly exponent: number;
  readonly dateSeconds: number;
  /** 16 bytes. */
  readonly merchantIdDigest: Bytes;
  /** 20 bytes. */
  readonly xid: Bytes;
  /** 8 bytes. */
  readonly unpredictableNumber: Bytes;
}

/** @throws CardError `ERR_CARD_DATA_INVALID` naming the field that does not fit. */
export async function encodeTransactionData(fields: TransactionFields): Promise<Bytes> {
  if (fields.xid.length !== xidLength) throw dataInvalid('xid', '20 bytes');
  if (fields.hod.length !== hodLength) throw dataInvalid('hod', '32 bytes');
  const merchantId = new TextEncoder().encode(fields.merchantId);
  if (merchantId.length === 0 || merchantId.length > merchantIdMaxLength) {
    throw dataInvalid('merchantId', `1 to ${merchantIdMaxLength} bytes of UTF-8`);
  }
  return concat(
    Uint8Array.of(version, typeBytes[fields.kind]),
    encodeBcd(String(fields.amountMinor), 6) ?? fail('amountMinor', 'an integer of at most 12 digits'),
    encodeCurrencyNumber(fields.currencyNumber),
    encodeExponent(fields.exponent),
    encodeDateTime(fields.dateSeconds) ?? fail('dateSeconds', 'whole seconds from 1970 to 9999'),
    (await sha256(merchantId)).subarray(0, 16),
    fields.xid,
    (await sha256(concat(fields.xid, fields.hod))).subarray(0, 8),
  );
}

/** @throws CardError `ERR_CARD_ANSWER_INVALID` for any byte that {@link encodeTransactionData} would not write. */
export function decodeTransactionData(bytes: Uint8Array): DecodedTransactionData {
  if (bytes.length !== transactionDataLength) throw invalid('length');
  if (bytes[0] !== version) throw invalid('version');
  const kind =
    bytes[1] === typeBytes.purchase ? 'purchase' : bytes[1] === typeBytes.enrolment ? 'enrolment' : undefined;
  if (kind === undefined) throw invalid('type');
  const amount = decodeBcd(bytes.subarray(2, 8));
  if (amount === undefined) throw invalid('amount');
  const currencyNumber = Number(decodeBcd(bytes.subarray(8, 10)));
  if (!(currencyNumber >= 1 && currencyNumber <= 999)) throw invalid('currency');
  const exponent = bytes[10] ?? 0xff;
  if (exponent > 9) throw invalid('exponent');
  const dateSeconds = decodeDateTime(bytes.subarray(11, 18));
  if (dateSeconds === undefined) throw invalid('date');
  return {
    kind,
    amountMinor: Number(amount),
    currencyNumber,
    exponent,
    dateSeconds,
    merchantIdDigest: new Uint8Array(bytes.subarray(18, 34)),
    xid: new Uint8Array(bytes.subarray(34, 54)),
    unpredictableNumber: new Uint8Array(bytes.subarray(54, 62)),
  };
}

/** Format n4, as in every record of the profile. */
export function encodeCurrencyNumber(currencyNumber: number): Bytes {
  const bytes =
    currencyNumber >= 1 && currencyNumber <= 999 ? encodeBcd(String(currencyNumber), 2) : undefined;
  return bytes ?? fail('currencyNumber', 'an integer from 1 to 999');
}

export function encodeExponent(exponent: number): Bytes {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 9) throw dataInvalid('exponent', '0 to 9');
  return Uint8Array.of(exponent);
}

function fail(field: string, rule: string): never {
  throw dataInvalid(field, rule);
}

function invalid(field: string): CardError {
  return answerInvalid(`transaction data, ${field}`);
}
