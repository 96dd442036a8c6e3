/** GET RESULT, `BC C0 00 00 <Le>`: the card's last answer again, until the next command. */
import { type CardChannel, exchange } from '../apdu/card-channel.ts';
import type { ResponseApdu } from '../apdu/response-apdu.ts';
import { b0PrimeCla, b0PrimeIns } from './constants.ts';

/** The last answer with its own status word; `ne` is the most bytes wanted. */
export async function getResult(channel: CardChannel, ne: number): Promise<ResponseApdu> {
  return await exchange(channel, { cla: b0PrimeCla, ins: b0PrimeIns.getResult, p1: 0, p2: 0, ne });
}
