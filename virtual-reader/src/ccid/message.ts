/**
 * CCID messages, CCID 1.1 clause 6: a 10-byte header, then abData.
 *
 *     bMessageType | dwLength, little endian (4) | bSlot | bSeq | three bytes of the message | abData
 */
import { ccidHeaderLength, dwMaxCCIDMessageLength } from './constants.ts';

export interface CcidCommand {
  readonly bMessageType: number;
  readonly bSlot: number;
  readonly bSeq: number;
  /** Header bytes 7 to 9; what they mean depends on the message. */
  readonly specific: Uint8Array;
  readonly abData: Uint8Array;
}

export interface CcidAnswer {
  readonly bMessageType: number;
  readonly bSlot: number;
  readonly bSeq: number;
  readonly bStatus: number;
  readonly bError: number;
  /** bClockStatus, bProtocolNum or bChainParameter. */
  readonly last?: number;
  readonly abData?: Uint8Array;
}

/** What a header announces in dwLength, or undefined when not even the header is there. */
export function announcedDataLength(header: Uint8Array): number | undefined {
  if (header.length < ccidHeaderLength) return undefined;
  return new DataView(header.buffer, header.byteOffset).getUint32(1, true);
}

/** Undefined for a message shorter or longer than it announces, or longer than the reader takes. */
export function decodeCcidCommand(message: Uint8Array): CcidCommand | undefined {
  const length = announcedDataLength(message);
  if (length === undefined || message.length > dwMaxCCIDMessageLength) return undefined;
  if (message.length !== ccidHeaderLength + length) return undefined;
  return {
    bMessageType: message[0] ?? 0,
    bSlot: message[5] ?? 0,
    bSeq: message[6] ?? 0,
    specific: message.slice(7, 10),
    abData: message.slice(ccidHeaderLength),
  };
}

export function encodeCcidAnswer(answer: CcidAnswer): Uint8Array {
  const abData = answer.abData ?? new Uint8Array(0);
  const message = new Uint8Array(ccidHeaderLength + abData.length);
  message[0] = answer.bMessageType;
  new DataView(message.buffer).setUint32(1, abData.length, true);
  message.set([answer.bSlot, answer.bSeq, answer.bStatus, answer.bError, answer.last ?? 0], 5);
  message.set(abData, ccidHeaderLength);
  return message;
}
