/**
 * Frames of Gemplus' serial CCID readers, as libccid's serial driver speaks them.
 *
 *     03 06 <CCID message> LRC      LRC: exclusive-or of all bytes before it
 *     03 15 16                      not understood, say it again
 *     50 02 | 50 03                 card removed | inserted, between a command's echo and its answer
 */

import { ccidHeaderLength, dwMaxCCIDMessageLength } from '../ccid/constants.ts';
import { announcedDataLength } from '../ccid/message.ts';

const sync = 0x03;
const acknowledge = 0x06;
const notAcknowledge = 0x15;
const prologueLength = 2;

export const nakFrame = Uint8Array.of(sync, notAcknowledge, sync ^ notAcknowledge);

/** `nak`: the host did not understand our last frame. `bad`: bytes that are no frame; they were dropped. */
export type FrameEvent =
  | { readonly kind: 'message'; readonly message: Uint8Array }
  | { readonly kind: 'nak' }
  | { readonly kind: 'bad' };

export function encodeFrame(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(message.length + prologueLength + 1);
  frame.set([sync, acknowledge]);
  frame.set(message, prologueLength);
  frame[frame.length - 1] = frame.reduce((lrc, byte) => lrc ^ byte, 0);
  return frame;
}

/**
 * The echo of a command: its header with no data.
 *
 * The driver reads an echo without comparing it, into a buffer as long as the answer it waits for; an echo of
 * the whole command does not fit when the command is longer than its answer.
 */
export function encodeEcho(message: Uint8Array): Uint8Array {
  const header = message.slice(0, ccidHeaderLength);
  header.fill(0, 1, 5);
  return encodeFrame(header);
}

export function slotChangeBytes(cardPresent: boolean): Uint8Array {
  return Uint8Array.of(0x50, cardPresent ? 0x03 : 0x02);
}

/** Collects bytes until they are frames; never holds more than one frame of the longest length. */
export class FrameDecoder {
  #buffer = new Uint8Array(0);

  /** True between two parts of one frame. */
  get partial(): boolean {
    return this.#buffer.length > 0;
  }

  push(bytes: Uint8Array): FrameEvent[] {
    const joined = new Uint8Array(this.#buffer.length + bytes.length);
    joined.set(this.#buffer);
    joined.set(bytes, this.#buffer.length);
    this.wipe();
    const events: FrameEvent[] = [];
    let rest: Uint8Array = joined;
    while (rest.length > 0) {
      const read = readFrame(rest);
      if (read === undefined) break;
      events.push(read.event);
      rest = rest.subarray(read.length);
    }
    this.#buffer = rest.slice();
    joined.fill(0);
    return events;
  }

  /** Forgets a frame that did not come to its end. */
  wipe(): void {
    this.#buffer.fill(0);
    this.#buffer = new Uint8Array(0);
  }
}

interface FrameRead {
  readonly event: FrameEvent;
  /** Bytes used up. */
  readonly length: number;
}

/** Undefined when the bytes so far may still become a frame. */
function readFrame(bytes: Uint8Array): FrameRead | undefined {
  const start = bytes.indexOf(sync);
  if (start !== 0) return bad(start === -1 ? bytes.length : start);
  if (bytes.length < prologueLength) return undefined;
  if (bytes[1] === notAcknowledge) {
    if (bytes.length < nakFrame.length) return undefined;
    return bytes[2] === nakFrame[2] ? { event: { kind: 'nak' }, length: 3 } : bad(bytes.length);
  }
  if (bytes[1] !== acknowledge) return bad(1);
  const dataLength = announcedDataLength(bytes.subarray(prologueLength));
  if (dataLength === undefined) return undefined;
  const messageLength = ccidHeaderLength + dataLength;
  // With a length that no message has, nothing tells where the next frame starts: all is dropped.
  if (messageLength > dwMaxCCIDMessageLength) return bad(bytes.length);
  const frameLength = prologueLength + messageLength + 1;
  if (bytes.length < frameLength) return undefined;
  const frame = bytes.subarray(0, frameLength);
  if (frame.reduce((lrc, byte) => lrc ^ byte, 0) !== 0) return bad(frameLength);
  return { event: { kind: 'message', message: frame.slice(prologueLength, -1) }, length: frameLength };
}

function bad(length: number): FrameRead {
  return { event: { kind: 'bad' }, length };
}
