/**
 * The one error of this package: a stable code, facts as fields, never a PIN, a PAN or an APDU.
 *
 * The codes that reach a shopper are those of the native host's contract; `ERR_CARD_DATA_INVALID` says that
 * a caller's own values do not fit the card's formats.
 */
export const cardErrorCodes = [
  'ERR_CARD_DATA_INVALID',
  'ERR_CARD_ANSWER_INVALID',
  'ERR_CARD_UNKNOWN',
  'ERR_CARD_OTHER',
  'ERR_CARD_PIN_WRONG',
  'ERR_CARD_PIN_BLOCKED',
  'ERR_CARD_PIN_LAST_TRY',
  'ERR_CARD_PIN_CANCELLED',
  'ERR_CARD_PIN_TIMEOUT',
  'ERR_CARD_AMOUNT_ABOVE_MAXIMUM',
  'ERR_CARD_REFUSED',
] as const;

export type CardErrorCode = (typeof cardErrorCodes)[number];

/** Numbers and names that fill the words of a locale. */
export type CardErrorFacts = Readonly<Record<string, string | number>>;

export class CardError extends Error {
  override readonly name = 'CardError';
  readonly code: CardErrorCode;
  readonly facts: CardErrorFacts;

  constructor(code: CardErrorCode, message: string, facts: CardErrorFacts = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.facts = facts;
  }
}

/** The caller's own value does not fit the format named by `field`. */
export function dataInvalid(field: string, rule: string): CardError {
  return new CardError('ERR_CARD_DATA_INVALID', `${field} must be ${rule}`, { field });
}

/** The card said something that its specification does not allow. */
export function answerInvalid(what: string, options?: ErrorOptions): CardError {
  return new CardError('ERR_CARD_ANSWER_INVALID', `the card's answer is invalid: ${what}`, {}, options);
}
