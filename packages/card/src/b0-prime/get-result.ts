/** GET RESULT, `BC C0 00 00 <Le>`: the last certificate again, until the next PIN. */
import { type CardChannel, exchange } from '../apdu/card-channel.ts';
import type { ResponseApdu } from '../apdu/response-apdu.ts';
import { b0PrimeCla, b0PrimeIns } from './constants.ts';

/** The answer as it is, also when the card has nothing to repeat; `ne` is the most bytes wanted. */
export async function getResult(channel: CardChannel, ne: number): Promise<ResponseApdu> {
  return await exchange(channel, { cla: b0PrimeCla, ins: b0PrimeIns.getResult, p1: 0, p2: 0, ne });
}
