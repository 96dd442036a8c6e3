/**
 * The command set of the eComm card, "B0-prime profile": class BC and the instructions of the 1998 bank card,
 * with the secret parts replaced by published ones. It is not compatible with any real B0' card.
 */
import { fromHex } from '../bytes.ts';

/** F = unregistered proprietary (ISO 7816-4, 8.2.1.2), then "ECOMMB0". */
export const b0PrimeAid = fromHex('f045434f4d4d4230');

export const b0PrimeProfileVersion = 1;

/** Class and instructions. SELECT keeps class 00 (ISO 7816-4). */
export const b0PrimeCla = 0xbc;
export const b0PrimeIns = {
  presentPin: 0x20,
  ratify: 0x40,
  certify: 0x80,
  read: 0xb0,
  getResult: 0xc0,
} as const;

/** READ takes the zone in P1 and the record in P2. Zone 0 is read freely, zone 1 after a PIN. */
export const b0PrimeRecords = {
  identity: { zone: 0, record: 2 },
  staticSignature: { zone: 0, record: 3 },
  limits: { zone: 0, record: 4 },
  sevenDayLog: { zone: 1, record: 1 },
  counters: { zone: 2, record: 1 },
} as const;

/** ES256 over the identity record as stored: r ‖ s. */
export const staticSignatureLength = 64;
