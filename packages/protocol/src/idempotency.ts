/**
 * Repeated requests (PROTOCOL.md, section 1): same sender, RRPID and bytes give the stored answer and execute
 * nothing; the same RRPID with other bytes is refused.
 */
import { ProtocolError } from './errors.ts';

/** How long answers are kept. */
export const answerRetentionSeconds = 7 * 24 * 3600;

export interface StoredAnswer {
  /** SHA-256 of the request as received, base64url. */
  readonly requestDigest: string;
  readonly answer: string;
}

/** The stored answer to give again, or undefined when the request is new. Throws ERR_RRPID_REUSED. */
export function answerToRepeat(stored: StoredAnswer | undefined, requestDigest: string): string | undefined {
  if (stored === undefined) return undefined;
  if (stored.requestDigest !== requestDigest) throw new ProtocolError('ERR_RRPID_REUSED');
  return stored.answer;
}
