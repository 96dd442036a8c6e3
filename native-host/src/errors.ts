/**
 * The host's one error, with the codes of the contract between wallet and host (docs/errors.md).
 *
 * Facts are numbers and names for the words of a locale. A PIN, a card number or an APDU is never among them.
 */
import { CardError } from '@ecomm/card';
import type { NativeError, NativeErrorCode } from '@ecomm/messages';

export type HostErrorFacts = NativeError['facts'];

export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: NativeErrorCode;
  readonly facts: HostErrorFacts;

  constructor(code: NativeErrorCode, facts: HostErrorFacts = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.facts = facts;
  }
}

/** What goes over the line for anything that was thrown: code and facts, never a stack or a foreign message. */
export function nativeErrorOf(error: unknown): NativeError {
  if (error instanceof HostError) return { code: error.code, facts: error.facts };
  if (error instanceof CardError) return { code: hostCodeOf(error), facts: error.facts };
  return { code: 'ERR_HOST_INTERNAL', facts: {} };
}

/** A value that the card's formats can't hold came from the asking side: its message was at fault. */
function hostCodeOf(error: CardError): NativeErrorCode {
  return error.code === 'ERR_CARD_DATA_INVALID' ? 'ERR_HOST_MESSAGE_INVALID' : error.code;
}
