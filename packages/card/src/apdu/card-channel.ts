/**
 * The line to a card, brought by whoever drives the reader: PC/SC, WebUSB, a script in a test.
 *
 * `exchange` hides the two ways in which T=0 splits an answer (ISO 7816-3, 12.2): 61xx "ask for the rest"
 * and 6Cxx "ask again with this length". Over T=1 neither occurs.
 */
import { concat } from '../bytes.ts';
import { answerInvalid } from '../errors.ts';
import { type CommandApdu, encodeCommandApdu } from './command-apdu.ts';
import { decodeResponseApdu, type ResponseApdu } from './response-apdu.ts';

export interface CardChannel {
  /** One command APDU out, one response APDU back. Rejects with the driver's own error when the card is gone. */
  transmit(command: Uint8Array): Promise<Uint8Array>;
}

const insGetResponse = 0xc0;
/** The longest answer of ISO 7816-4 in pieces of 256 bytes. */
const piecesMaximum = 256;

/** @throws CardError `ERR_CARD_ANSWER_INVALID`; whatever `channel.transmit` rejects with. */
export async function exchange(channel: CardChannel, command: CommandApdu): Promise<ResponseApdu> {
  let response = decodeResponseApdu(await channel.transmit(encodeCommandApdu(command)));
  if (response.statusWord >> 8 === 0x6c) {
    const again = { ...command, ne: response.statusWord & 0xff || 256 };
    response = decodeResponseApdu(await channel.transmit(encodeCommandApdu(again)));
  }
  const pieces = [response.data];
  while (response.statusWord >> 8 === 0x61) {
    if (pieces.length > piecesMaximum) throw answerInvalid('an answer without end');
    // The same class: a B0' card knows no GET RESPONSE but its own GET RESULT, BC C0.
    const getResponse = {
      cla: command.cla,
      ins: insGetResponse,
      p1: 0,
      p2: 0,
      ne: response.statusWord & 0xff || 256,
    };
    response = decodeResponseApdu(await channel.transmit(encodeCommandApdu(getResponse)));
    pieces.push(response.data);
  }
  return pieces.length === 1 ? response : { ...response, data: concat(...pieces) };
}
