/**
 * What can go wrong at the intermediary apart from a message that the protocol refuses: a stable code, never a
 * secret. Refusals of a payment are not errors: they are signed MPRes.
 */
export const intermediaryErrorCodes = [
  /** One network address asks too often. */
  'ERR_ADDRESS_LIMIT',
  /** A copy of the ledger is damaged, another program's, or does not add up. */
  'ERR_BACKUP_INVALID',
  /** There is something already where the copy, or the ledger, is to be. */
  'ERR_BACKUP_TARGET',
  /** An account, a mandate or a creditor's identifier is none. */
  'ERR_BANK_ACCOUNT_INVALID',
  /** The mandate is another payer's. */
  'ERR_BANK_MANDATE_TAKEN',
  /** A bank's message is not valid by the official schema. */
  'ERR_BANK_MESSAGE_INVALID',
  /** A bank's message of another kind than is expected. */
  'ERR_BANK_MESSAGE_KIND',
  /** A bank's message is no XML in UTF-8, or has a document type. */
  'ERR_BANK_MESSAGE_MALFORMED',
  /** Another message of the bank under the same identification. */
  'ERR_BANK_MESSAGE_REUSED',
  'ERR_BANK_MESSAGE_TOO_BIG',
  /** The totals of a bank's message are not those of its entries, or of our message. */
  'ERR_BANK_MESSAGE_TOTALS',
  /** A refund to a card was tried again, or answered, since the operator looked. */
  'ERR_REFUND_CHANGED',
  /** A refund to a card may have been given back: it is not tried again. */
  'ERR_REFUND_IN_DOUBT',
  /** Too many requests of one wallet at once; the same request may be sent again. */
  'ERR_INTERMEDIARY_BUSY',
  'ERR_INTERMEDIARY_CONTENT_TYPE',
  'ERR_INTERMEDIARY_CROSS_SITE',
  /** The data directory is not one that `provision` made, or only half. */
  'ERR_INTERMEDIARY_DATA_DIR',
  'ERR_INTERMEDIARY_INTERNAL',
  'ERR_INTERMEDIARY_NOT_FOUND',
  'ERR_INTERMEDIARY_OPERATOR_ROLE',
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
  /** No other operator could do what admins do. */
  'ERR_OPERATOR_LAST_ADMIN',
  /** There is or was an operator of this name. */
  'ERR_OPERATOR_NAME_TAKEN',
  /** Whoever has a password that an admin was shown sets another before anything else. */
  'ERR_OPERATOR_PASSWORD_DUE',
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
