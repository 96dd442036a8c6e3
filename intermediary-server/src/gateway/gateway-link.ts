/**
 * The way to the acquirer's gateway. An answer that did not come is `unreachable`: whether the request was executed
 * is unknown, and the same bytes may be sent again.
 */
import { decodeErrorMessage, maxMessageBytes } from '@ecomm/protocol';

export type GatewayReply =
  | { readonly status: 'answered'; readonly body: string }
  /** SET's Error: the gateway executed nothing. */
  | { readonly status: 'refused'; readonly code: string }
  | { readonly status: 'unreachable'; readonly reason: string };

export type GatewayPath = '/set/authreq' | '/set/authrevreq' | '/set/capreq' | '/set/credreq';

export interface GatewayLink {
  /** Sends JSON {enc, baggage?}. Never throws. */
  send(path: GatewayPath, body: string): Promise<GatewayReply>;
  /** What the brand publishes, as JSON; undefined where nothing is published. Throws when it can't be had. */
  readRevocation(): Promise<string | undefined>;
}

const timeoutMs = 10_000;
const maxAnswerBytes = 2 * maxMessageBytes;
const maxListBytes = 262_144;

/** `baseUrl` without a trailing slash. */
export function httpGatewayLink(baseUrl: string, fetchLike: typeof fetch = fetch): GatewayLink {
  return {
    async send(path, body) {
      try {
        const response = await fetchLike(`${baseUrl}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        });
        const text = await readBounded(response, maxAnswerBytes);
        return response.ok ? { status: 'answered', body: text } : refusalOf(response.status, text);
      } catch (error) {
        return { status: 'unreachable', reason: error instanceof Error ? error.name : 'unknown' };
      }
    },
    async readRevocation() {
      const response = await fetchLike(`${baseUrl}/set/revocation`, {
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await readBounded(response, maxListBytes);
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return text;
    },
  };
}

/** Only an Error message that blames the request says that nothing was executed. */
function refusalOf(status: number, text: string): GatewayReply {
  const unreachable = { status: 'unreachable', reason: `HTTP ${status}` } as const;
  if (status < 400 || status >= 500 || status === 408 || status === 429) return unreachable;
  try {
    return { status: 'refused', code: decodeErrorMessage(text).code };
  } catch {
    return unreachable;
  }
}

async function readBounded({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > maxBytes) throw new RangeError('the answer is too long');
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}
