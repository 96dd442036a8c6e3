/**
 * What the payment part refuses by itself, beside what the protocol refuses. Facts name fields and limits, never
 * secrets: a credential that can't be used has one code, whatever is wrong with it.
 */

/** Our code → SET's ErrorCode (SET Book 3, ErrorTBS) and the HTTP status that carries it. */
export const merchantErrors = {
  ERR_RESOURCE_INVALID: { setCode: 'decodingFailure', status: 400 },
  ERR_CREDENTIAL_INVALID: { setCode: 'decodingFailure', status: 400 },
  ERR_REQUEST_INVALID: { setCode: 'decodingFailure', status: 400 },
  ERR_RESOURCE_UNKNOWN: { setCode: 'unspecifiedFailure', status: 404 },
  ERR_OFFER_UNKNOWN: { setCode: 'unknownXID', status: 404 },
  ERR_REQUEST_METHOD: { setCode: 'messageNotSupported', status: 405 },
  ERR_OFFER_CONSUMED: { setCode: 'unspecifiedFailure', status: 409 },
  ERR_REDELIVERY_OVER: { setCode: 'messageTooOld', status: 410 },
  ERR_REQUEST_CONTENT_TYPE: { setCode: 'messageNotSupported', status: 415 },
  ERR_OFFERS_EXHAUSTED: { setCode: 'unspecifiedFailure', status: 503 },
  ERR_ORDER_UNKNOWN: { setCode: 'unknownLID', status: 404 },
  ERR_ORDER_CLOSED: { setCode: 'unspecifiedFailure', status: 409 },
  ERR_ORDER_BUSY: { setCode: 'unspecifiedFailure', status: 409 },
  ERR_ORDER_STATE: { setCode: 'unspecifiedFailure', status: 409 },
  ERR_ORDER_AMOUNT: { setCode: 'unspecifiedFailure', status: 409 },
  /** The wallet sends the same bytes again. */
  ERR_GATEWAY_UNREACHABLE: { setCode: 'unspecifiedFailure', status: 503, retryAfterSeconds: 2 },
  ERR_REVOCATION_UNREACHABLE: { setCode: 'unspecifiedFailure', status: 503 },
  ERR_SALE_UNKNOWN: { setCode: 'unknownLID', status: 404 },
  ERR_REFUND_AMOUNT: { setCode: 'unspecifiedFailure', status: 409 },
  ERR_REFUND_UNANSWERED: { setCode: 'unspecifiedFailure', status: 503 },
  ERR_REFUND_ANSWER_INVALID: { setCode: 'wrapperMsgMismatch', status: 502 },
  ERR_CLAIM_UNANSWERED: { setCode: 'unspecifiedFailure', status: 503 },
  ERR_CLAIM_ANSWER_INVALID: { setCode: 'wrapperMsgMismatch', status: 502 },
} as const;

export type MerchantErrorCode = keyof typeof merchantErrors;

export type MerchantErrorFacts = Readonly<Record<string, string | number>>;

export class MerchantError extends Error {
  override readonly name = 'MerchantError';
  readonly code: MerchantErrorCode;
  readonly facts: MerchantErrorFacts;

  constructor(code: MerchantErrorCode, facts: MerchantErrorFacts = {}, options?: ErrorOptions) {
    super(describe(code, facts), options);
    this.code = code;
    this.facts = facts;
  }
}

function describe(code: MerchantErrorCode, facts: MerchantErrorFacts): string {
  const details = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  return details.length === 0 ? code : `${code} (${details.join(', ')})`;
}
