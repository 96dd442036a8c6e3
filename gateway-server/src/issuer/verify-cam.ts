/**
 * Checks a card's cryptogram: the bytes it certified are those that the transaction calls for, and the CAM over
 * them comes from this card's key (SET-FACTS section 6).
 *
 * Needs the issuer's master key and nothing else. Whether the counter is new and the card good is for the books.
 */
import { type Cmac, camFlags, computeCam, diversifyCamKey, isPan } from '@ecomm/card';
import { decodeBase64Url, equalBytes, oids } from '@ecomm/protocol';
import type { ChipData, ChipVerdict } from '../gateway/issuer-host.ts';

export interface CamKeys {
  readonly cmac: Cmac;
  /** IMK, 16 bytes. */
  readonly issuerMasterKey: Uint8Array;
}

/** PAN sequence n2 (1) ‖ CTC (4) ‖ status (2). */
const cardDataBytes = 7;

/** Compares in constant time. A malformed chip certificate is a wrong one, not an error. */
export async function verifyCam(
  { cmac, issuerMasterKey }: CamKeys,
  pan: string,
  chip: ChipData | undefined,
): Promise<ChipVerdict> {
  if (chip === undefined) return { status: 'absent' };
  const { certificate, expectedTxData } = chip;
  if (certificate.tokenType !== oids.tokenB0Prime || !isPan(pan)) return { status: 'chipUnknown' };
  const cardData = bytesOf(certificate.cardData);
  const txData = bytesOf(certificate.txData);
  const panSequence = cardData === undefined ? undefined : sequenceOf(cardData[0] ?? 0xff);
  if (cardData?.length !== cardDataBytes || panSequence === undefined) return { status: 'chipUnknown' };
  if (txData === undefined || !equalBytes(txData, expectedTxData))
    return { status: 'transactionDataDiffers' };
  const counter = new DataView(cardData.buffer).getUint32(1);
  const status = cardData.subarray(5, 7);
  const cardKey = await diversifyCamKey(cmac, issuerMasterKey, pan, panSequence);
  const expectedCam = await computeCam(cmac, cardKey, expectedTxData, counter, status);
  if (!equalBytes(expectedCam, decodeBase64Url(certificate.cryptogram, 8))) return { status: 'camWrong' };
  const pinVerified = ((status[0] ?? 0) & camFlags.pinVerified) !== 0 && certificate.cvm !== 'none';
  return { status: 'right', panSequence, counter, pinVerified };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return decodeBase64Url(text);
  } catch {
    return undefined;
  }
}

/** Packed BCD in the record, as in EMV's 5F34; a card whose number is below ten reads alike in both spellings. */
function sequenceOf(byte: number): number | undefined {
  const tens = byte >> 4;
  const ones = byte & 0x0f;
  return tens > 9 || ones > 9 ? undefined : tens * 10 + ones;
}
