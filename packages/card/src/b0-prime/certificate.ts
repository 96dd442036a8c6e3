/** CERTIFY's answer, 14 bytes: CTC(4) ‖ status(2) ‖ CAM(8). The status is flags ‖ PIN tries left. */
import { type Bytes, concat, uint32FromBytes, uint32ToBytes } from '../bytes.ts';
import { answerInvalid, dataInvalid } from '../errors.ts';
import { camFlags, camLength, counterMaximum } from './cam.ts';

export const certificateLength = 14;

/** The flags that the profile knows; another bit set is refused. */
const knownFlags = camFlags.pinVerified | camFlags.ceilingPassed | camFlags.onlineRequired;

export interface CardCertificateFields {
  /** CTC, the card's transaction counter. */
  readonly counter: number;
  /** Two bytes, as the CAM covers them. */
  readonly status: Bytes;
  /** 8 bytes. */
  readonly cam: Bytes;
}

/** @throws CardError `ERR_CARD_DATA_INVALID` */
export function encodeCertificate(fields: {
  readonly counter: number;
  readonly status: Uint8Array;
  readonly cam: Uint8Array;
}): Bytes {
  if (!Number.isInteger(fields.counter) || fields.counter < 0 || fields.counter > counterMaximum) {
    throw dataInvalid('counter', 'an integer of 32 bits');
  }
  if (fields.status.length !== 2) throw dataInvalid('status', '2 bytes');
  if (fields.cam.length !== camLength) throw dataInvalid('cam', '8 bytes');
  return concat(uint32ToBytes(fields.counter), fields.status, fields.cam);
}

/** @throws CardError `ERR_CARD_ANSWER_INVALID`, also when the card certified without a PIN. */
export function decodeCertificate(bytes: Uint8Array): CardCertificateFields {
  if (bytes.length !== certificateLength) throw answerInvalid('certificate length');
  const flags = bytes[4] ?? 0;
  if ((flags & ~knownFlags) !== 0) throw answerInvalid('certificate flags');
  if ((flags & camFlags.pinVerified) === 0) throw answerInvalid('certificate without a PIN');
  return {
    counter: uint32FromBytes(bytes),
    status: new Uint8Array(bytes.subarray(4, 6)),
    cam: new Uint8Array(bytes.subarray(6)),
  };
}
