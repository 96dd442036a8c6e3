/**
 * Command APDUs in their seven forms (ISO 7816-3, 12.1.3):
 *
 *     1   CLA INS P1 P2                     2S  … Le            2E  … 00 Le Le
 *     3S  … Lc data                         4S  … Lc data Le
 *     3E  … 00 Lc Lc data                   4E  … 00 Lc Lc data Le Le
 *
 * The short form is written wherever it holds the command, and is the only one then accepted back.
 */
import { type Bytes, concat } from '../bytes.ts';
import { type CardError, dataInvalid } from '../errors.ts';

export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** 1 to 65535 bytes; absent rather than empty. */
  readonly data?: Uint8Array;
  /** Ne, the most bytes wanted back, 1 to 65536; absent when none are. 256 and 65536 are written as zeros. */
  readonly ne?: number;
}

const neMaximum = 65_536;
const dataMaximum = 65_535;

/** @throws CardError `ERR_CARD_DATA_INVALID` naming the field that does not fit. */
export function encodeCommandApdu(command: CommandApdu): Bytes {
  const { data, ne } = command;
  if (data !== undefined && (data.length === 0 || data.length > dataMaximum)) {
    throw dataInvalid('data', '1 to 65535 bytes');
  }
  if (ne !== undefined && (!Number.isInteger(ne) || ne < 1 || ne > neMaximum)) {
    throw dataInvalid('ne', 'an integer from 1 to 65536');
  }
  const extended = (data?.length ?? 0) > 255 || (ne ?? 0) > 256;
  const lc = data === undefined ? [] : extended ? [0, data.length >> 8, data.length & 0xff] : [data.length];
  // A command without data says "extended" with the zero byte that would have opened Lc.
  const marker = extended && data === undefined ? [0] : [];
  const le = ne === undefined ? [] : extended ? [...marker, (ne >> 8) & 0xff, ne & 0xff] : [ne & 0xff];
  return concat(header(command), Uint8Array.from(lc), data ?? new Uint8Array(), Uint8Array.from(le));
}

/** @throws CardError `ERR_CARD_DATA_INVALID` for any bytes that {@link encodeCommandApdu} would not write. */
export function decodeCommandApdu(bytes: Uint8Array): CommandApdu {
  const [cla, ins, p1, p2] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) throw malformed();
  const head = { cla, ins, p1, p2 };
  const body = bytes.subarray(4);
  const first = body[0];
  if (first === undefined) return head;
  if (body.length === 1) return { ...head, ne: first || 256 };
  return first === 0 ? { ...head, ...decodeExtended(body) } : { ...head, ...decodeShort(body, first) };
}

type Body = Pick<CommandApdu, 'data' | 'ne'>;

function decodeShort(body: Uint8Array, lc: number): Body {
  const data = new Uint8Array(body.subarray(1, 1 + lc));
  const rest = body.subarray(1 + lc);
  if (data.length !== lc || rest.length > 1) throw malformed();
  return rest[0] === undefined ? { data } : { data, ne: rest[0] || 256 };
}

function decodeExtended(body: Uint8Array): Body {
  if (body.length < 3) throw malformed();
  const length = uint16(body, 1);
  if (body.length === 3) {
    const ne = length || neMaximum;
    if (ne <= 256) throw malformed();
    return { ne };
  }
  const data = new Uint8Array(body.subarray(3, 3 + length));
  const rest = body.subarray(3 + length);
  if (length === 0 || data.length !== length || (rest.length !== 0 && rest.length !== 2)) throw malformed();
  const ne = rest.length === 0 ? undefined : uint16(rest, 0) || neMaximum;
  if (length <= 255 && (ne ?? 0) <= 256) throw malformed();
  return ne === undefined ? { data } : { data, ne };
}

function header({ cla, ins, p1, p2 }: CommandApdu): Bytes {
  for (const [field, value] of Object.entries({ cla, ins, p1, p2 })) {
    if (!Number.isInteger(value) || value < 0 || value > 0xff) throw dataInvalid(field, 'a byte');
  }
  // FF opens a PPS exchange and can't be a class (ISO 7816-4, 5.4.1).
  if (cla === 0xff) throw dataInvalid('cla', 'a byte other than FF');
  return Uint8Array.of(cla, ins, p1, p2);
}

function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

function malformed(): CardError {
  return dataInvalid('command', 'one of the forms of ISO 7816-3, 12.1.3');
}
