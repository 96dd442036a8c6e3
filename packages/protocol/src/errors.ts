/**
 * Every way a message of the protocol can be refused, with the SET ErrorCode that the sender is told.
 *
 * Failures that an attacker could probe (which part of a seal or signature was wrong) share one code.
 */

/** Our code → SET's ErrorCode (SET Book 3, ErrorTBS; SET-FACTS section 4). */
export const setErrorCodes = {
  ERR_AMOUNT_INVALID: 'decodingFailure',
  ERR_AMOUNT_CURRENCY: 'decodingFailure',
  ERR_MESSAGE_TOO_BIG: 'messageTooBig',
  ERR_MESSAGE_MALFORMED: 'decodingFailure',
  ERR_MESSAGE_TYPE: 'messageNotSupported',
  ERR_MESSAGE_SIGNATURE: 'signatureFailure',
  ERR_MESSAGE_TOO_OLD: 'messageTooOld',
  ERR_MESSAGE_TOO_NEW: 'messageTooNew',
  ERR_MESSAGE_RECIPIENT: 'messageNotSupported',
  ERR_MESSAGE_EXTENSION: 'unrecognizedExtension',
  ERR_MESSAGE_CHALLENGE: 'challengeMismatch',
  ERR_MESSAGE_MISMATCH: 'wrapperMsgMismatch',
  ERR_MESSAGE_UNKNOWN_XID: 'unknownXID',
  ERR_RRPID_REUSED: 'unknownRRPID',
  ERR_SEAL_BROKEN: 'decodingFailure',
  ERR_DUAL_SIGNATURE: 'signatureFailure',
  ERR_SIGNATURE_REQUIRED: 'signatureRequired',
  ERR_PAN_NOT_CERTIFIED: 'signatureFailure',
  ERR_INSTALMENTS_UNSUPPORTED: 'messageNotSupported',
  ERR_INITIATION_MALFORMED: 'decodingFailure',
  ERR_INITIATION_ORIGIN: 'wrapperMsgMismatch',
  ERR_INITIATION_EXTENSION: 'unrecognizedExtension',
  ERR_RECEIPT_INVALID: 'wrapperMsgMismatch',
  ERR_CERTIFICATE_MISSING: 'missingCertificate',
  ERR_CERTIFICATE_MALFORMED: 'invalidCertificate',
  ERR_CERTIFICATE_UNTRUSTED: 'invalidCertificate',
  ERR_CERTIFICATE_SIGNATURE: 'invalidCertificate',
  ERR_CERTIFICATE_NOT_YET_VALID: 'invalidCertificate',
  ERR_CERTIFICATE_EXPIRED: 'expiredCertificate',
  ERR_CERTIFICATE_REVOKED: 'revokedCertificate',
  ERR_CERTIFICATE_NAME: 'invalidCertificate',
  ERR_CERTIFICATE_ROLE: 'invalidCertificate',
  ERR_CERTIFICATE_KEY_USAGE: 'invalidCertificate',
  ERR_CERTIFICATE_PATH_LENGTH: 'invalidCertificate',
  ERR_CERTIFICATE_EXTENSION: 'invalidCertificate',
  ERR_CERTIFICATE_ALGORITHM: 'invalidCertificate',
  ERR_CERTIFICATE_NAME_CONSTRAINT: 'invalidCertificate',
  ERR_CRL_MALFORMED: 'invalidCertificate',
  ERR_CRL_UNUSABLE: 'invalidCertificate',
  ERR_BCI_MISSING: 'missingCertificate',
  ERR_BCI_EXPIRED: 'expiredCertificate',
  ERR_ROOT_NOT_COMMITTED: 'invalidCertificate',
  ERR_OFFER_ORIGIN: 'wrapperMsgMismatch',
  ERR_OFFER_EXPIRED: 'messageTooOld',
  ERR_OFFER_AMOUNT_RANGE: 'decodingFailure',
  ERR_OFFER_GOODS: 'wrapperMsgMismatch',
  ERR_OFFER_INTERMEDIARY: 'messageNotSupported',
  ERR_ADVICE_RECEIPT: 'wrapperMsgMismatch',
  ERR_ADVICE_PREIMAGE: 'signatureFailure',
  ERR_ADVICE_LATE: 'messageTooOld',
} as const;

export type ProtocolErrorCode = keyof typeof setErrorCodes;

/** Names and numbers that fill the words of a locale; never secrets, never prose. */
export type ErrorFacts = Readonly<Record<string, string | number>>;

export interface ProtocolErrorOptions extends ErrorOptions {
  readonly rrpid?: string;
}

/** A message that can't be accepted. `facts` say which field, limit or certificate. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  readonly facts: ErrorFacts;
  /** Of the request that it answers, where that could be read. */
  readonly rrpid: string | undefined;

  constructor(code: ProtocolErrorCode, facts: ErrorFacts = {}, options: ProtocolErrorOptions = {}) {
    super(describe(code, facts), options);
    this.name = 'ProtocolError';
    this.code = code;
    this.facts = facts;
    this.rrpid = options.rrpid;
  }
}

function describe(code: ProtocolErrorCode, facts: ErrorFacts): string {
  const details = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  return details.length === 0 ? code : `${code} (${details.join(', ')})`;
}
