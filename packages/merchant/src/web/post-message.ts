/** Posts a signed message to an intermediary, and reads its bounded answer. */
import { decodeErrorMessage } from '@ecomm/protocol';
import { MerchantError, type MerchantErrorCode } from '../errors.ts';
import type { Merchant } from '../merchant.ts';
import { readBounded } from './read-bounded.ts';

const timeoutMs = 15_000;
const maxAnswerBytes = 65_536;

export type PostedAnswer =
  | { readonly text: string }
  /** `code` is the answerer's own; `unreadable` when there is none. */
  | { readonly status: number; readonly code: string };

/** Throws `unanswered` when nobody answers. */
export async function postMessage(
  { fetch }: Merchant,
  url: string,
  message: string,
  unanswered: MerchantErrorCode,
): Promise<PostedAnswer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/jose' },
      body: message,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await readBounded(response, maxAnswerBytes);
  } catch (cause) {
    throw new MerchantError(unanswered, { reason: 'network' }, { cause });
  }
  return response.ok ? { text } : { status: response.status, code: errorCodeOf(text) };
}

function errorCodeOf(text: string): string {
  try {
    return decodeErrorMessage(text).code;
  } catch {
    return 'unreadable';
  }
}
