/** T=1 blocks (ISO 7816-3, clause 11.3): NAD PCB LEN ‖ information field, 0 to 254 bytes ‖ LRC. */

export const maximumInformationLength = 254;

export interface T1Block {
  readonly pcb: number;
  readonly information: Uint8Array;
}

/** `edc`: the LRC is wrong. `other`: anything else, LEN included. */
export type T1BlockFault = 'edc' | 'other';

export function decodeBlock(bytes: Uint8Array): T1Block | T1BlockFault {
  const length = bytes[2] ?? 0;
  if (bytes.length < 4 || length > maximumInformationLength || bytes.length !== length + 4) return 'other';
  if (bytes.reduce((lrc, byte) => lrc ^ byte, 0) !== 0) return 'edc';
  // A card that was given no node address answers to 00 alone.
  if (bytes[0] !== 0) return 'other';
  return { pcb: bytes[1] ?? 0, information: bytes.slice(3, 3 + length) };
}

export function encodeBlock(pcb: number, information: Uint8Array = new Uint8Array(0)): Uint8Array {
  const block = new Uint8Array(information.length + 4);
  block.set([0x00, pcb, information.length]);
  block.set(information, 3);
  block[block.length - 1] = block.reduce((lrc, byte) => lrc ^ byte, 0);
  return block;
}
