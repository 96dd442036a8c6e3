/** RATIFY, `BC 40 00 00`: restores the PIN tries after a right PIN and opens one CERTIFY. */
import { type CardChannel, exchange } from '../apdu/card-channel.ts';
import { errorForStatusWord } from '../apdu/status-words.ts';
import { b0PrimeCla, b0PrimeIns } from './constants.ts';

/** @throws CardError `ERR_CARD_REFUSED` when no PIN was presented. */
export async function ratify(channel: CardChannel): Promise<void> {
  const { statusWord } = await exchange(channel, { cla: b0PrimeCla, ins: b0PrimeIns.ratify, p1: 0, p2: 0 });
  const error = errorForStatusWord(statusWord);
  if (error !== undefined) throw error;
}
