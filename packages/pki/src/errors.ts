/** What can go wrong with the trust tree's files apart from a certificate that the protocol refuses; never a key. */
export const pkiErrorCodes = [
  /** The directory holds no trust tree, or a file of it is missing or damaged. */
  'ERR_PKI_DIRECTORY',
  /** A file is there already and may not be replaced. */
  'ERR_PKI_EXISTS',
  'ERR_PKI_OPTION',
  /** Neither identity file, certificate, list nor publication. */
  'ERR_PKI_FILE',
  /** No authority of this tree issued it. */
  'ERR_PKI_FOREIGN',
  'ERR_PKI_AUTHORITY_EXPIRED',
  /** It is revoked already. */
  'ERR_PKI_REVOKED',
  'ERR_PKI_SERIAL_UNKNOWN',
  /** The publication's number is not above the last one's. */
  'ERR_PKI_SEQUENCE',
] as const;

export type PkiErrorCode = (typeof pkiErrorCodes)[number];

export class PkiError extends Error {
  override readonly name = 'PkiError';
  readonly code: PkiErrorCode;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    code: PkiErrorCode,
    message: string,
    {
      facts = {},
      ...options
    }: ErrorOptions & { readonly facts?: Readonly<Record<string, string | number>> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.facts = facts;
  }
}
