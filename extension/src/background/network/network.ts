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

/** The network as a port. All throw a WalletError. */
export interface Network {
  /** The body of a 200. */
  get(url: string): Promise<string>;
  /** The body of a 200 as it is, and its media type without parameters, in lower case; `accept` is asked for. */
  getBytes(url: string, accept: string): Promise<{ bytes: Uint8Array; mediaType: string }>;
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
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof WalletError && unknownOutcomes.includes(error.code);
}

/** Whether the other side refused in so many words: what was sent has had no effect. */
export function isRefusal(error: unknown): boolean {
  return error instanceof WalletError && !isOutcomeUnknown(error) && 'status' in error.facts;
}

export function createNetwork(send: typeof fetch): Network {
  const exchange = async (url: string, init: RequestInit): Promise<Answer> => {
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
      const bytes = await readBounded(response);
      if (!response.ok) answerOf(response.status, textOf(bytes), host);
      const mediaType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
      return { bytes, mediaType: mediaType.trim().toLowerCase() };
    } catch (cause) {
      if (cause instanceof WalletError) throw cause;
      const code = signal.aborted ? 'ERR_NETWORK_TIMEOUT' : 'ERR_NETWORK_UNREACHABLE';
      throw new WalletError(code, { host }, { cause });
    }
  };
  const exchangeText = async (url: string, init: RequestInit): Promise<string> => {
    const { bytes } = await exchange(url, init);
    try {
      return textOf(bytes);
    } catch (cause) {
      throw new WalletError('ERR_NETWORK_ANSWER', { host: new URL(url).host }, { cause });
    }
  };
  return {
    get: (url) => exchangeText(url, { headers: { accept: 'application/json' } }),
    getBytes: (url, accept) => exchange(url, { headers: { accept } }),
    post: (url, body, contentType) =>
      exchangeText(url, { method: 'POST', body, headers: { 'content-type': contentType } }),
  };
}

interface Answer {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
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

async function readBounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let byteCount = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    byteCount += value.length;
    if (byteCount > maxAnswerBytes) {
      await reader.cancel();
      throw new WalletError('ERR_NETWORK_ANSWER', { maxBytes: maxAnswerBytes });
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(byteCount);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
