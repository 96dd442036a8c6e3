/**
 * What goes wrong in the wallet: one class, codes of three origins (protocol, host, wallet), facts that fill the
 * words of a locale. Never a secret, never prose.
 */
import {
  type NativeErrorCode,
  nativeErrorCodes,
  type WalletErrorCode,
  type WalletProblem,
  walletErrorCodes,
} from '@ecomm/messages';
import { type ErrorFacts, ProtocolError, type ProtocolErrorCode, setErrorCodes } from '@ecomm/protocol';

export type AnyErrorCode = WalletErrorCode | NativeErrorCode | ProtocolErrorCode;

export class WalletError extends Error {
  readonly code: AnyErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: AnyErrorCode, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = 'WalletError';
    this.code = code;
    this.facts = facts;
  }
}

/** Every code that has words in the locales. */
export const allErrorCodes: readonly AnyErrorCode[] = [
  ...walletErrorCodes,
  ...nativeErrorCodes,
  ...(Object.keys(setErrorCodes) as ProtocolErrorCode[]),
];

export function isKnownCode(code: string): code is AnyErrorCode {
  return (allErrorCodes as readonly string[]).includes(code);
}

/** What a page is told of an error; a bug is told as ERR_WALLET_INTERNAL, without its prose. */
export function problemOf(error: unknown): WalletProblem {
  if (error instanceof WalletError || error instanceof ProtocolError)
    return { code: error.code, facts: error.facts };
  return { code: 'ERR_WALLET_INTERNAL', facts: {} };
}

export function isBug(error: unknown): boolean {
  return !(error instanceof WalletError || error instanceof ProtocolError);
}
