/**
 * Protocol parameters of the slot (CCID 1.1, 6.1.5 to 6.1.7 and 6.2.3): abProtocolDataStructure of T=0, 5 bytes,
 * or T=1, 7 bytes. A reader in software has no line to set, so the values are kept and given back.
 */
export interface ProtocolParameters {
  /** bProtocolNum: 0 for T=0, 1 for T=1. */
  readonly protocol: 0 | 1;
  readonly data: Uint8Array;
}

/** F=372, D=1; LRC; BWI 4, CWI 5; IFSC 254: what the card's ATR says. */
export const defaultParameters: ProtocolParameters = {
  protocol: 1,
  data: Uint8Array.of(0x11, 0x10, 0x00, 0x45, 0x00, 0xfe, 0x00),
};

/** Undefined when the structure does not have the length of its protocol. */
export function decodeParameters(bProtocolNum: number, data: Uint8Array): ProtocolParameters | undefined {
  if (bProtocolNum === 0 && data.length === 5) return { protocol: 0, data };
  if (bProtocolNum === 1 && data.length === 7) return { protocol: 1, data };
  return undefined;
}
