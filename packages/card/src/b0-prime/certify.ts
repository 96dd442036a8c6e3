/**
 * CERTIFY, `BC 80 00 00 3E <transaction data> 0E`: the card counts the transaction and makes the CAM.
 *
 * The card does it once per ratified PIN. When the answer is lost on the way it is fetched with GET RESULT,
 * so that a tear neither costs the shopper a second PIN nor the card a second counter.
 */
import { type CardChannel, exchange } from '../apdu/card-channel.ts';
import type { ResponseApdu } from '../apdu/response-apdu.ts';
import { errorForStatusWord, statusWords } from '../apdu/status-words.ts';
import { CardError } from '../errors.ts';
import { type CardCertificateFields, certificateLength, decodeCertificate } from './certificate.ts';
import { b0PrimeCla, b0PrimeIns } from './constants.ts';
import { getResult } from './get-result.ts';

/**
 * @param transactionData the 62 bytes of `encodeTransactionData`.
 * @throws CardError `ERR_CARD_AMOUNT_ABOVE_MAXIMUM`, `ERR_CARD_REFUSED`, `ERR_CARD_ANSWER_INVALID`; the
 *   channel's own error when neither the answer nor its repetition came.
 */
export async function certify(
  channel: CardChannel,
  transactionData: Uint8Array,
): Promise<CardCertificateFields> {
  const { data, statusWord } = await transmitOrRecover(channel, transactionData);
  const error = errorForStatusWord(statusWord);
  if (error !== undefined) throw error;
  return decodeCertificate(data);
}

async function transmitOrRecover(channel: CardChannel, data: Uint8Array): Promise<ResponseApdu> {
  const command = { cla: b0PrimeCla, ins: b0PrimeIns.certify, p1: 0, p2: 0, data, ne: certificateLength };
  try {
    return await exchange(channel, command);
  } catch (lost) {
    if (lost instanceof CardError) throw lost;
    const repeated = await getResult(channel, certificateLength).catch(() => undefined);
    // A card that never received CERTIFY has no certificate to repeat: nothing was certified.
    if (repeated?.statusWord !== statusWords.success || repeated.data.length === 0) throw lost;
    return repeated;
  }
}
