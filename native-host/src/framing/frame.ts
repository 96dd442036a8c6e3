/**
 * Native messaging's framing: a 32-bit length in the machine's byte order, then that much UTF-8 JSON
 * (developer.chrome.com, "Native messaging protocol"; Firefox's is the same).
 *
 * Lengths are bounded before anything is kept. A wrong length ends the channel, for the next frame can't be
 * found any more; a frame that holds no JSON object only fails itself.
 */
import { endianness } from 'node:os';
import { HostError } from '../errors.ts';

/** Chrome's own limit for what a host may send; taken both ways. */
export const frameLengthMaximum = 1024 * 1024;

const headerLength = 4;
const littleEndian = endianness() === 'LE';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws HostError `ERR_HOST_INTERNAL` when the message is longer than a browser takes. */
export function encodeFrame(message: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(message), 'utf8');
  if (body.length > frameLengthMaximum) throw new HostError('ERR_HOST_INTERNAL', { reason: 'length' });
  const frame = Buffer.allocUnsafe(headerLength + body.length);
  if (littleEndian) frame.writeUInt32LE(body.length);
  else frame.writeUInt32BE(body.length);
  body.copy(frame, headerLength);
  return frame;
}

/** @throws HostError `ERR_HOST_MESSAGE_INVALID` when the bytes are no JSON object in UTF-8. */
export function decodeBody(body: Uint8Array): Readonly<Record<string, unknown>> {
  let message: unknown;
  try {
    message = JSON.parse(utf8.decode(body));
  } catch {
    throw new HostError('ERR_HOST_MESSAGE_INVALID', { reason: 'json' });
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new HostError('ERR_HOST_MESSAGE_INVALID', { reason: 'object' });
  }
  return message as Readonly<Record<string, unknown>>;
}

/** Cuts a stream of bytes, however it arrives in pieces, into the bodies of frames. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #length = 0;

  /** True between frames: the only place where a channel may end. */
  get atFrameEnd(): boolean {
    return this.#length === 0;
  }

  /**
   * The bodies that `chunk` completes, in order.
   *
   * @throws HostError `ERR_HOST_MESSAGE_INVALID` at a length of zero or above the maximum; nothing can be read
   *   after that.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    const bodies: Uint8Array[] = [];
    for (let body = this.#take(); body !== undefined; body = this.#take()) bodies.push(body);
    return bodies;
  }

  #take(): Uint8Array | undefined {
    if (this.#length < headerLength) return undefined;
    const header = this.#joined(headerLength);
    const length = littleEndian ? header.readUInt32LE(0) : header.readUInt32BE(0);
    if (length === 0 || length > frameLengthMaximum) {
      throw new HostError('ERR_HOST_MESSAGE_INVALID', { reason: 'length', length });
    }
    if (this.#length < headerLength + length) return undefined;
    const all = this.#joined(headerLength + length);
    const rest = all.subarray(headerLength + length);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    return all.subarray(headerLength, headerLength + length);
  }

  /** Joins the pieces only when the first one is too short: a long message in small pieces stays linear. */
  #joined(atLeast: number): Buffer {
    const [first] = this.#pieces;
    if (first !== undefined && first.length >= atLeast) {
      return Buffer.from(first.buffer, first.byteOffset, first.byteLength);
    }
    const joined = Buffer.concat(this.#pieces);
    this.#pieces = [joined];
    return joined;
  }
}
