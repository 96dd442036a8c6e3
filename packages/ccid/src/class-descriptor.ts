/**
 * The CCID class descriptor: 54 bytes that a reader's interface carries after its own (CCID rev 1.1, section 5.1).
 *
 *     36 21 <bcdCCID 2> <bMaxSlotIndex> <bVoltageSupport> <dwProtocols 4> … <dwFeatures 4> … <bPINSupport> <bMaxCCIDBusySlots>
 *
 * Readers with a vendor-specific interface (class FF) carry the same bytes, which is how one is known.
 */

export const classDescriptorLength = 54;
const classDescriptorType = 0x21;

export interface CcidClassDescriptor {
  /** Highest slot number: 0 for a reader of one card. */
  readonly maxSlotIndex: number;
  readonly protocols: { readonly t0: boolean; readonly t1: boolean };
  /** dwMaxIFSD: the most bytes of one T=1 block that the reader takes. */
  readonly maxIfsd: number;
  /** At which level it exchanges (dwFeatures bits 16 to 18). */
  readonly exchangeLevel: 'character' | 'tpdu' | 'shortApdu' | 'extendedApdu';
  /** dwMaxCCIDMessageLength. */
  readonly maxMessageLength: number;
  /** bPINSupport: what its own keypad can do. */
  readonly pinSupport: { readonly verification: boolean; readonly modification: boolean };
}

/** Reads the descriptor. `undefined` when the bytes are not one: another length, type, or reserved bits set. */
export function decodeClassDescriptor(bytes: Uint8Array): CcidClassDescriptor | undefined {
  if (bytes.length !== classDescriptorLength) return undefined;
  if (bytes[0] !== classDescriptorLength || bytes[1] !== classDescriptorType) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const protocols = view.getUint32(6, true);
  const features = view.getUint32(40, true);
  const pinSupport = view.getUint8(52);
  if ((protocols & ~0b11) !== 0 || (pinSupport & ~0b11) !== 0) return undefined;
  const exchangeLevel = exchangeLevelOf(features);
  if (exchangeLevel === undefined) return undefined;
  return {
    maxSlotIndex: view.getUint8(4),
    protocols: { t0: (protocols & 1) !== 0, t1: (protocols & 2) !== 0 },
    maxIfsd: view.getUint32(28, true),
    exchangeLevel,
    maxMessageLength: view.getUint32(44, true),
    pinSupport: { verification: (pinSupport & 1) !== 0, modification: (pinSupport & 2) !== 0 },
  };
}

function exchangeLevelOf(features: number): CcidClassDescriptor['exchangeLevel'] | undefined {
  switch ((features >>> 16) & 0b111) {
    case 0:
      return 'character';
    case 1:
      return 'tpdu';
    case 2:
      return 'shortApdu';
    case 4:
      return 'extendedApdu';
    default:
      return undefined;
  }
}
