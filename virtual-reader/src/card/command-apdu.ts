/** Short command APDUs (ISO 7816-4, 5.1), as the card reads them. */

export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** 1 to 256, or undefined when no answer data is expected. */
  readonly le: number | undefined;
}

/** Undefined when Lc does not agree with the bytes that follow it. */
export function decodeCommandApdu(apdu: Uint8Array): CommandApdu | undefined {
  if (apdu.length < 4) return undefined;
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3 = 0] = apdu;
  const header = { cla, ins, p1, p2 };
  if (apdu.length === 4) return { ...header, data: new Uint8Array(0), le: undefined };
  if (apdu.length === 5) return { ...header, data: new Uint8Array(0), le: expected(p3) };
  const rest = apdu.length - 5 - p3;
  if (p3 === 0 || rest < 0 || rest > 1) return undefined;
  const le = rest === 1 ? expected(apdu[apdu.length - 1] ?? 0) : undefined;
  return { ...header, data: apdu.slice(5, 5 + p3), le };
}

function expected(byte: number): number {
  return byte === 0 ? 256 : byte;
}
