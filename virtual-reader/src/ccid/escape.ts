/**
 * The vendor's Escape commands that libccid's serial driver sends when it opens a GemPC Pinpad.
 *
 *     02          firmware version           01 01 01     report card movements with the next answer
 *     B2 …        load strings               B5 00        no retry counter of the reader's own
 *
 * 6A (firmware features) is not known to this reader: the driver then keeps its own defaults for the model.
 */
const firmwareVersion = new TextEncoder().encode('eComm-Pinpad-1.0');

/** The answer's abData, or undefined for a command that this reader does not have. */
export function answerEscape(abData: Uint8Array): Uint8Array | undefined {
  switch (abData[0]) {
    case 0x02:
      return firmwareVersion;
    case 0x01:
    case 0xb2:
    case 0xb5:
      return new Uint8Array(0);
    default:
      return undefined;
  }
}

/** The last command of the open sequence: once it is answered the driver starts to poll the slot. */
export function endsOpenSequence(abData: Uint8Array): boolean {
  return abData[0] === 0xb2;
}
