/** Where a PIN is keyed: a reader's own keypad, never a value of this program. */
import type { ResponseApdu } from './response-apdu.ts';

export interface PinEntry {
  /**
   * Has the shopper key a PIN, puts it into `template` and sends that to the card.
   *
   * @param template a whole command APDU whose data field is an EMV format 2 PIN block without digits,
   *   `20 FF FF FF FF FF FF FF`: the keypad writes the number of digits into the low half of the first byte
   *   and the digits, BCD, after it.
   * @returns the card's answer. Rejects when the shopper cancels, lets the time run out, or pulls the card.
   */
  verifyPin(template: Uint8Array): Promise<ResponseApdu>;
}
