/**
 * The wallet's side of HTTP: bounded answers, no credentials, no redirects, and errors that say whether the
 * outcome is known.
 *
 * An unknown outcome is not a failure (PROTOCOL.md): only a refusal in so many words (4xx with the protocol's
 * Error) is taken as one.
 */
import { decodeErrorMessage } from '@ecomm/protocol';
import { isKnownCode, WalletError } from '../../shared/errors.ts';

export type ContentType = 'application/jose' | 'application/json';

/** The network as a port. Both throw a WalletError. */
export interface Network {
  /** The body of a 200. */
  get(url: string): Promise<string>;
  post(url: string, body: string, contentType: ContentType): Promise<string>;
}

const maxAnswerBytes = 131_072;
const timeoutMs = 20_000;

const unknownOutcomes: readonly string[] = [
  'ERR_NETWORK_UNREACHABLE',
  'ERR_NETWORK_TIMEOUT',
  'ERR_NETWORK_STATUS',
  'ERR_NETWORK_ANSWER',
];

/** Whether the request may have been carried out all the same: the same bytes must be sent again. */
export function isOutcomeUnknown(error: unknown): error is WalletError {
  return error instanceof WalletError && unknownOutcomes.includes(error.code);
}

export function createNetwork(send: typeof fetch): Network {
  const exchange = async (url: string, init: RequestInit): Promise<string> => {
    const signal = AbortSignal.timeout(timeoutMs);
    const host = new URL(url).host;
    try {
      const response = await send(url, {
        ...init,
        signal,
        credentials: 'omit',
        redirect: 'error',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      });
      return answerOf(response.status, await readBounded(response), host);
    } catch (cause) {
      if (cause instanceof WalletError) throw cause;
      const code = signal.aborted ? 'ERR_NETWORK_TIMEOUT' : 'ERR_NETWORK_UNREACHABLE';
      throw new WalletError(code, { host }, { cause });
    }
  };
  return {
    get: (url) => exchange(url, { headers: { accept: 'application/json' } }),
    post: (url, body, contentType) =>
      exchange(url, { method: 'POST', body, headers: { 'content-type': contentType } }),
  };
}

/** The body of a success, or the error that a status and a body amount to. */
export function answerOf(status: number, body: string, host: string): string {
  if (status >= 200 && status < 300) return body;
  if (status < 400 || status >= 500) throw new WalletError('ERR_NETWORK_STATUS', { host, status });
  const code = refusalCode(body);
  // Too many requests, or a time-out on the server's side: nothing was refused.
  if (code === undefined || status === 429 || status === 408)
    throw new WalletError('ERR_NETWORK_STATUS', { host, status });
  throw isKnownCode(code)
    ? new WalletError(code, { host, status })
    : new WalletError('ERR_NETWORK_REFUSED', { host, status, refusal: code });
}

function refusalCode(body: string): string | undefined {
  try {
    return decodeErrorMessage(body).code;
  } catch {
    return undefined;
  }
}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let byteCount = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    byteCount += value.length;
    if (byteCount > maxAnswerBytes) {
      await reader.cancel();
      throw new WalletError('ERR_NETWORK_ANSWER', { maxBytes: maxAnswerBytes });
    }
    text += decoder.decode(value, { stream: true });
  }
}
