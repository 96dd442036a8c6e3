/**
 * The CAM, the cryptogram that only the issuing bank can check, and the keys it is made with.
 *
 * It stands where the 1998 card had the secret TELEPASS: AES-CMAC (RFC 4493) under a key diversified by card
 * number and sequence, then by transaction counter. KDF: SP 800-108 counter mode, one block of 128 bits.
 * The caller brings the CMAC, so keys may live where it likes.
 */
import { type Bytes, concat, uint32ToBytes } from '../bytes.ts';
import { encodePan, encodePanSequence } from '../card-number.ts';
import { dataInvalid } from '../errors.ts';
import { transactionDataLength } from './transaction-data.ts';

/** AES-CMAC: a 16-byte key, any data, 16 bytes back. */
export type Cmac = (key: Uint8Array, data: Uint8Array) => Promise<Uint8Array>;

export const camLength = 8;
export const counterMaximum = 0xffff_ffff;

/** The card's two status bytes in CERTIFY's answer and under the CAM. */
export const camFlags = { pinVerified: 0x01, ceilingPassed: 0x02, onlineRequired: 0x04 } as const;

/** K_CAM of one card: 16 bytes. @throws CardError `ERR_CARD_DATA_INVALID` */
export async function diversifyCamKey(
  cmac: Cmac,
  issuerMasterKey: Uint8Array,
  pan: string,
  panSequence: number,
): Promise<Bytes> {
  return deriveKey(cmac, issuerMasterKey, 'B0P-CAM', concat(encodePan(pan), encodePanSequence(panSequence)));
}

/**
 * The first 8 bytes of CMAC(K_SES, B0 ‖ TD ‖ CTC ‖ status).
 *
 * @param counter CTC, the card's transaction counter, 0 to 2³² − 1.
 * @param status two bytes: flags, PIN tries left.
 * @throws CardError `ERR_CARD_DATA_INVALID`
 */
export async function computeCam(
  cmac: Cmac,
  camKey: Uint8Array,
  transactionData: Uint8Array,
  counter: number,
  status: Uint8Array,
): Promise<Bytes> {
  if (transactionData.length !== transactionDataLength) throw dataInvalid('transactionData', '62 bytes');
  if (!Number.isInteger(counter) || counter < 0 || counter > counterMaximum) {
    throw dataInvalid('counter', 'an integer of 32 bits');
  }
  if (status.length !== 2) throw dataInvalid('status', '2 bytes');
  const counterBytes = uint32ToBytes(counter);
  const sessionKey = await deriveKey(cmac, camKey, 'B0P-SES', counterBytes);
  const mac = await cmac(sessionKey, concat(Uint8Array.of(0xb0), transactionData, counterBytes, status));
  return new Uint8Array(mac.subarray(0, camLength));
}

/** CMAC(key, 01 ‖ label ‖ 00 ‖ context ‖ 0080): SP 800-108r1, 4.1, with i = 1 and L = 128. */
async function deriveKey(cmac: Cmac, key: Uint8Array, label: string, context: Uint8Array): Promise<Bytes> {
  if (key.length !== 16) throw dataInvalid('key', '16 bytes');
  const input = concat(
    Uint8Array.of(0x01),
    new TextEncoder().encode(label),
    Uint8Array.of(0x00),
    context,
    Uint8Array.of(0x00, 0x80),
  );
  return new Uint8Array(await cmac(key, input));
}
