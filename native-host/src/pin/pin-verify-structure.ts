/**
 * PIN_VERIFY_STRUCTURE (PC/SC part 10, 2.5.2), which asks a keypad for a PIN: packed, little endian.
 *
 *      0  bTimerOut  1 bTimerOut2   2 bmFormatString  3 bmPINBlockString  4 bmPINLengthFormat
 *      5  wPINMaxExtraDigit         7 bEntryValidationCondition           8 bNumberMessage
 *      9  wLangId   11 bMsgIndex   12 bTeoPrologue[3]                    15 ulDataLength   19 abData
 *
 * The block is EMV's format 2: digits in BCD from the second byte on, their number in the low half of the first.
 */
import type { PinPadSettings } from './pin-pad-settings.ts';

const headerLength = 19;
/** EMV Book 3, 6.5.12: four to twelve digits. */
const pinDigitsMinimum = 4;
const pinDigitsMaximum = 12;
/** The PIN is complete when the shopper presses the validation key. */
const validationKeyPressed = 0x02;

/** bmFormatString, bmPINBlockString, bmPINLengthFormat. */
const pinBlockFormats = {
  bytes: [0x89, 0x47, 0x04],
  bits: [0x41, 0x48, 0x04],
} as const;

/** @param template the APDU to send to the card, its PIN block still without digits. */
export function encodePinVerifyStructure(
  template: Uint8Array,
  { timeoutSeconds, pinBlock, numberMessage }: PinPadSettings,
  languageId: number,
): Uint8Array {
  const structure = new Uint8Array(headerLength + template.length);
  const view = new DataView(structure.buffer);
  view.setUint8(0, timeoutSeconds);
  view.setUint8(1, timeoutSeconds);
  structure.set(pinBlockFormats[pinBlock], 2);
  view.setUint16(5, (pinDigitsMinimum << 8) | pinDigitsMaximum, true);
  view.setUint8(7, validationKeyPressed);
  view.setUint8(8, numberMessage);
  view.setUint16(9, languageId, true);
  view.setUint32(15, template.length, true);
  structure.set(template, headerLength);
  return structure;
}
