/**
 * What can go wrong at the intermediary apart from a message that the protocol refuses: a stable code, never a
 * secret. Refusals of a payment are not errors: they are signed MPRes.
 */
export const intermediaryErrorCodes = [
  /** Too many requests of one wallet at once; the same request may be sent again. */
  'ERR_INTERMEDIARY_BUSY',
  'ERR_INTERMEDIARY_CONTENT_TYPE',
  'ERR_INTERMEDIARY_CROSS_SITE',
  /** The data directory is not one that `provision` made, or only half. */
  'ERR_INTERMEDIARY_DATA_DIR',
  'ERR_INTERMEDIARY_INTERNAL',
  'ERR_INTERMEDIARY_NOT_FOUND',
  'ERR_INTERMEDIARY_OPERATOR_TOKEN',
  'ERR_INTERMEDIARY_OPTION',
  'ERR_INTERMEDIARY_REQUEST',
  /** The bank's answer is not known yet: nothing is decided, the same request may be sent again. */
  'ERR_GATEWAY_UNREACHABLE',
  /** The ledger's disk is full: nothing of what was to be written is. */
  'ERR_LEDGER_FULL',
  /** The ledger's database may only be read: nothing of what was to be written is. */
  'ERR_LEDGER_READ_ONLY',
  /** The ledger's database does not answer; whether the last write took effect shows when it is asked for again. */
  'ERR_LEDGER_UNAVAILABLE',
  /** The ledger's database was written by a later version of the program, or by another program. */
  'ERR_LEDGER_VERSION',
  /** Another purchase for this top-up was sent to the bank, or is finished. */
  'ERR_TOP_UP_CLOSED',
  /** Who pays the top-up is not who asked for it. */
  'ERR_TOP_UP_OTHER_PAYER',
  /** No such top-up was offered, or it was too long ago. */
  'ERR_TOP_UP_UNKNOWN',
] as const;

export type IntermediaryErrorCode = (typeof intermediaryErrorCodes)[number];

export class IntermediaryError extends Error {
  override readonly name = 'IntermediaryError';
  readonly code: IntermediaryErrorCode;
  /** When asking again makes sense. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: IntermediaryErrorCode,
    message: string,
    { retryAfterSeconds, ...options }: ErrorOptions & { retryAfterSeconds?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
