/**
 * PRESENT PIN, `BC 20 00 00 08 2n dd dd …`: the digits are put in by the reader's keypad.
 *
 * The card takes one try before it compares; RATIFY gives it back after a right PIN.
 */
import { encodeCommandApdu } from '../apdu/command-apdu.ts';
import type { PinEntry } from '../apdu/pin-entry.ts';
import { errorForStatusWord } from '../apdu/status-words.ts';
import { answerInvalid } from '../errors.ts';
import { b0PrimeCla, b0PrimeIns } from './constants.ts';

/** An ISO 9564-1 format 2 PIN block of no digits. */
const emptyPinBlock = Uint8Array.of(0x20, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

/** @throws CardError `ERR_CARD_PIN_WRONG` with `triesLeft`, `ERR_CARD_PIN_BLOCKED` */
export async function presentPin(pinEntry: PinEntry): Promise<void> {
  const template = { cla: b0PrimeCla, ins: b0PrimeIns.presentPin, p1: 0, p2: 0, data: emptyPinBlock };
  const { data, statusWord } = await pinEntry.verifyPin(encodeCommandApdu(template));
  const error = errorForStatusWord(statusWord);
  if (error !== undefined) throw error;
  if (data.length !== 0) throw answerInvalid('data after a PIN');
}
