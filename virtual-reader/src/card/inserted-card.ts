/** A card as the slot sees it: an ATR, T=1 on its contacts, the operating system behind. */
import type { SlotCard } from '../ccid/card-slot.ts';
import { T1Card } from '../t1/t1-card.ts';
import type { B0PrimeCard } from './b0-prime-card.ts';

/**
 * ATR (ISO 7816-3, 8.2): direct convention, ten historical bytes; T=1 with IFSC 254, BWI 4, CWI 5, LRC.
 *
 *     3B 8A 81 31 FE 45 | 80 58 "eCommB0P" | TCK
 *
 * 80 58: compact-TLV, eight bytes of card issuer's data (ISO 7816-4, 12.1.1).
 */
export const cardAtr = withCheckCharacter([
  0x3b, 0x8a, 0x81, 0x31, 0xfe, 0x45, 0x80, 0x58, 0x65, 0x43, 0x6f, 0x6d, 0x6d, 0x42, 0x30, 0x50,
]);

export function insertedCard(card: B0PrimeCard): SlotCard {
  const t1 = new T1Card((apdu) => card.transmit(apdu));
  return {
    powerOn() {
      card.reset();
      t1.reset();
      return cardAtr;
    },
    powerOff() {
      card.reset();
      t1.reset();
    },
    exchange: (block) => t1.receive(block),
  };
}

/** TCK: the exclusive-or of all bytes from T0 to TCK is zero. */
function withCheckCharacter(bytes: readonly number[]): Uint8Array {
  const check = bytes.slice(1).reduce((sum, byte) => sum ^ byte, 0);
  return Uint8Array.of(...bytes, check);
}
