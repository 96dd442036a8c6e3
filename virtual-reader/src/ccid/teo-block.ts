/**
 * Secure PIN entry in T=1 at TPDU level: the host sends the block's prologue in bTeoPrologue, the reader adds
 * information field and epilogue, and answers with the card's whole block (CCID 1.1, 6.1.11).
 */
const prologueLength = 3;

/** NAD PCB LEN ‖ APDU ‖ LRC. LEN is of the APDU as it was built, whatever the prologue said. */
export function wrapInformationField(teoPrologue: Uint8Array, apdu: Uint8Array): Uint8Array {
  const block = new Uint8Array(prologueLength + apdu.length + 1);
  block.set(teoPrologue);
  block[2] = apdu.length;
  block.set(apdu, prologueLength);
  block[block.length - 1] = block.reduce((lrc, byte) => lrc ^ byte, 0);
  return block;
}

/** The information field of a block, empty for one too short to have any. */
export function readInformationField(block: Uint8Array): Uint8Array {
  return block.slice(prologueLength, Math.max(prologueLength, block.length - 1));
}
