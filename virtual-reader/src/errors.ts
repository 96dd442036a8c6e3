/** The one error of this program: a stable code, what happened, and in `hint` what to do about it. */
export const virtualReaderErrorCodes = [
  'ERR_READER_OPTION_INVALID',
  'ERR_READER_PCSCD_MISSING',
  'ERR_READER_DRIVER_MISSING',
  'ERR_READER_TOOL_MISSING',
  'ERR_READER_PTY_FAILED',
  'ERR_READER_START_FAILED',
  'ERR_READER_STOPPED',
  'ERR_READER_CARD_FILE_INVALID',
  'ERR_READER_CARD_UNKNOWN',
  'ERR_READER_CARD_STATE_INVALID',
  'ERR_READER_SLOT_OCCUPIED',
  'ERR_READER_SITE_REFUSED',
  'ERR_READER_REQUEST_INVALID',
] as const;

export type VirtualReaderErrorCode = (typeof virtualReaderErrorCodes)[number];

export class VirtualReaderError extends Error {
  override readonly name = 'VirtualReaderError';
  readonly code: VirtualReaderErrorCode;
  readonly hint: string | undefined;

  constructor(code: VirtualReaderErrorCode, message: string, options: ErrorOptions & { hint?: string } = {}) {
    super(message, options);
    this.code = code;
    this.hint = options.hint;
  }
}
