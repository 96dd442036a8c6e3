/**
 * What can go wrong at the gateway apart from a message that the protocol refuses: a stable code, never a secret.
 */
export const gatewayErrorCodes = [
  /** Others were at the same books; the same request may be sent again. */
  'ERR_GATEWAY_BUSY',
  'ERR_GATEWAY_CONTENT_TYPE',
  'ERR_GATEWAY_INTERNAL',
  'ERR_GATEWAY_NOT_FOUND',
  'ERR_GATEWAY_OPERATOR_TOKEN',
  /** The data directory is not one that `provision` made, or only half. */
  'ERR_GATEWAY_DATA_DIR',
  'ERR_GATEWAY_OPTION',
] as const;

export type GatewayErrorCode = (typeof gatewayErrorCodes)[number];

export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: GatewayErrorCode;

  constructor(code: GatewayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
