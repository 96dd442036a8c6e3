/**
 * SELECT's answer, the file control information (ISO 7816-4, 7.4), in EMV's own tags:
 *
 *     6F 15 84 08 <AID> A5 09 9F08 02 <profile version> 9F17 01 <PIN tries left>
 *
 * The tries left are here so that a host never has to ask a card twice before it asks for a PIN.
 */
import { type Bytes, bytesEqual, concat } from '../bytes.ts';
import { answerInvalid, type CardError, dataInvalid } from '../errors.ts';
import { decodeTlv, encodeTlv, findTag } from '../tlv.ts';
import { b0PrimeAid } from './constants.ts';

export interface B0PrimeFci {
  /** 1 to 65535. */
  readonly profileVersion: number;
  /** 0 to 15; 0 is a blocked card. */
  readonly pinTriesLeft: number;
}

/** A status word 63Cx has one digit for the tries, so no card has more. */
const triesMaximum = 15;
const tags = { fci: 0x6f, aid: 0x84, proprietary: 0xa5, version: 0x9f08, pinTryCounter: 0x9f17 } as const;

/** @throws CardError `ERR_CARD_DATA_INVALID` */
export function encodeFci(fci: B0PrimeFci): Bytes {
  const { profileVersion, pinTriesLeft } = fci;
  if (!Number.isInteger(profileVersion) || profileVersion < 1 || profileVersion > 0xffff) {
    throw dataInvalid('profileVersion', 'an integer from 1 to 65535');
  }
  if (!Number.isInteger(pinTriesLeft) || pinTriesLeft < 0 || pinTriesLeft > triesMaximum) {
    throw dataInvalid('pinTriesLeft', 'an integer from 0 to 15');
  }
  const proprietary = concat(
    encodeTlv(tags.version, Uint8Array.of(profileVersion >> 8, profileVersion & 0xff)),
    encodeTlv(tags.pinTryCounter, Uint8Array.of(pinTriesLeft)),
  );
  return encodeTlv(
    tags.fci,
    concat(encodeTlv(tags.aid, b0PrimeAid), encodeTlv(tags.proprietary, proprietary)),
  );
}

/** Another AID, another order or another length of any object is refused: the profile has one form. */
export function decodeFci(bytes: Uint8Array): B0PrimeFci {
  const template = findTag(decodeTlv(bytes), tags.fci)?.children ?? [];
  const proprietary = findTag(template, tags.proprietary)?.children ?? [];
  const version = findTag(proprietary, tags.version)?.value;
  const tries = findTag(proprietary, tags.pinTryCounter)?.value[0];
  if (version?.length !== 2 || tries === undefined || tries > triesMaximum) throw invalid();
  const profileVersion = ((version[0] ?? 0) << 8) | (version[1] ?? 0);
  if (profileVersion === 0) throw invalid();
  const fci = { profileVersion, pinTriesLeft: tries };
  if (!bytesEqual(bytes, encodeFci(fci))) throw invalid();
  return fci;
}

function invalid(): CardError {
  return answerInvalid('file control information');
}
