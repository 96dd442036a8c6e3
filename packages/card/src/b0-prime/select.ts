/** SELECT by name, `00 A4 04 00 08 <AID> 00` (ISO 7816-4, 11.2.2); the answer is the FCI. */
import { type CardChannel, exchange } from '../apdu/card-channel.ts';
import { errorForStatusWord } from '../apdu/status-words.ts';
import { b0PrimeAid, b0PrimeProfileVersion } from './constants.ts';
import { type B0PrimeFci, decodeFci } from './fci.ts';

/**
 * Undefined when the card does not hold the application, in a profile version that we know.
 *
 * @throws CardError `ERR_CARD_ANSWER_INVALID`, `ERR_CARD_REFUSED`
 */
export async function select(channel: CardChannel): Promise<B0PrimeFci | undefined> {
  const command = { cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x00, data: b0PrimeAid, ne: 256 };
  const { data, statusWord } = await exchange(channel, command);
  const error = errorForStatusWord(statusWord);
  if (error?.code === 'ERR_CARD_UNKNOWN') return undefined;
  if (error !== undefined) throw error;
  const fci = decodeFci(data);
  return fci.profileVersion === b0PrimeProfileVersion ? fci : undefined;
}
