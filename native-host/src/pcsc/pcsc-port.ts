/**
 * What the host needs of PC/SC, as a port: the real one is `pcsclite-port.ts`, tests bring a script.
 *
 * Every call rejects with a `PcscError`; nothing behind this line knows an error code of the house.
 */

export interface PcscReader {
  readonly readerName: string;
  readonly card: 'absent' | 'present' | 'mute';
  /** This program has the card for itself. Others who do are met only by connecting: PC/SC sends no word of it. */
  readonly heldByUs: boolean;
  /** The answer to reset, when a card gave one. */
  readonly atr?: Uint8Array;
}

/** `direct` reaches the reader itself, also without a card. */
export type PcscShareMode = 'shared' | 'exclusive' | 'direct';

export interface PcscPort {
  /** All readers, now. The first call starts watching. */
  list(): Promise<readonly PcscReader[]>;
  /** Calls `listener` after every change of any reader, and when PC/SC itself comes or goes. */
  watch(listener: () => void): void;
  connect(readerName: string, mode: PcscShareMode): Promise<PcscConnection>;
  /** Calls into PC/SC that have not returned: while one is pending a process can't end by itself. */
  readonly pendingCalls: number;
}

export interface PcscConnection {
  /** The transmission protocol; 0 when connected directly. */
  readonly protocol: 0 | 1 | undefined;
  transmit(command: Uint8Array): Promise<Uint8Array>;
  control(controlCode: number, data: Uint8Array): Promise<Uint8Array>;
  /** `reset` makes the card forget a PIN; `leave` disturbs nobody else. */
  disconnect(disposition: 'leave' | 'reset'): Promise<void>;
}

/** A PC/SC call that failed, with the return code of the standard (winscard.h). */
export class PcscError extends Error {
  override readonly name = 'PcscError';
  readonly pcscCode: number;

  constructor(pcscCode: number, options?: ErrorOptions) {
    super(`PC/SC error 0x${pcscCode.toString(16).padStart(8, '0')}`, options);
    this.pcscCode = pcscCode;
  }
}

/** Return codes of PC/SC part 5 that the host looks at (pcsc-lite's pcsclite.h, Windows' winerror.h). */
export const pcscCodes = {
  SCARD_E_CANCELLED: 0x80100002,
  SCARD_E_INVALID_HANDLE: 0x80100003,
  SCARD_E_UNKNOWN_READER: 0x80100009,
  SCARD_E_SHARING_VIOLATION: 0x8010000b,
  SCARD_E_NO_SMARTCARD: 0x8010000c,
  SCARD_E_PROTO_MISMATCH: 0x8010000f,
  SCARD_F_COMM_ERROR: 0x80100013,
  SCARD_E_NOT_TRANSACTED: 0x80100016,
  SCARD_E_READER_UNAVAILABLE: 0x80100017,
  SCARD_E_NO_SERVICE: 0x8010001d,
  SCARD_E_SERVICE_STOPPED: 0x8010001e,
  SCARD_E_NO_READERS_AVAILABLE: 0x8010002e,
  SCARD_E_COMM_DATA_LOST: 0x8010002f,
  SCARD_W_UNSUPPORTED_CARD: 0x80100065,
  SCARD_W_UNRESPONSIVE_CARD: 0x80100066,
  SCARD_W_UNPOWERED_CARD: 0x80100067,
  SCARD_W_RESET_CARD: 0x80100068,
  SCARD_W_REMOVED_CARD: 0x80100069,
  SCARD_W_SECURITY_VIOLATION: 0x8010006a,
} as const;
