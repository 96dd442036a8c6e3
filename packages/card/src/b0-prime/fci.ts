/**
 * SELECT's answer, the file control information (ISO 7816-4, 7.4), in EMV's own tags:
 *
 *     6F 13 84 08 <AID> A5 09 9F08 02 <profile version> 9F17 01 <PIN tries left>
 *
 * The tries left are here so that a host never has to ask a card twice before it asks for a PIN.
 */
import { type Bytes, bytesEqual, concat } from '../bytes.ts';
import { answerInvalid, dataInvalid } from '../errors.ts';
import { b0PrimeAid } from './constants.ts';

export interface B0PrimeFci {
  /** 1 to 65535. */
  readonly profileVersion: number;
  /** 0 to 15; 0 is a blocked card. */
  readonly pinTriesLeft: number;
}

/** A status word 63Cx has one digit for the tries, so no card has more. */
const triesMaximum = 15;
const aidObject = concat(Uint8Array.of(0x84, b0PrimeAid.length), b0PrimeAid);
const header = concat(Uint8Array.of(0x6f, aidObject.length + 11), aidObject, Uint8Array.of(0xa5, 0x09));

/** @throws CardError `ERR_CARD_DATA_INVALID` */
export function encodeFci(fci: B0PrimeFci): Bytes {
  const { profileVersion, pinTriesLeft } = fci;
  if (!Number.isInteger(profileVersion) || profileVersion < 1 || profileVersion > 0xffff) {
    throw dataInvalid('profileVersion', 'an integer from 1 to 65535');
  }
  if (!Number.isInteger(pinTriesLeft) || pinTriesLeft < 0 || pinTriesLeft > triesMaximum) {
    throw dataInvalid('pinTriesLeft', 'an integer from 0 to 15');
  }
  return concat(
    header,
    Uint8Array.of(0x9f, 0x08, 0x02, profileVersion >> 8, profileVersion & 0xff),
    Uint8Array.of(0x9f, 0x17, 0x01, pinTriesLeft),
  );
}

/** Another AID, another order or another length of any object is refused: the profile has one form. */
export function decodeFci(bytes: Uint8Array): B0PrimeFci {
  const profileVersion = ((bytes[header.length + 3] ?? 0) << 8) | (bytes[header.length + 4] ?? 0);
  const pinTriesLeft = bytes[header.length + 8] ?? 0xff;
  if (profileVersion === 0 || pinTriesLeft > triesMaximum) throw answerInvalid('file control information');
  if (!bytesEqual(bytes, encodeFci({ profileVersion, pinTriesLeft }))) {
    throw answerInvalid('file control information');
  }
  return { profileVersion, pinTriesLeft };
}
