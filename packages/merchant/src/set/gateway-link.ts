/**
 * The way to the acquirer's gateway. An answer that did not come is `unreachable`: whether the request was executed
 * is unknown, and the same bytes may be sent again.
 */
import { decodeErrorMessage, maxMessageBytes } from '@ecomm/protocol';
import { readBounded } from '../web/read-bounded.ts';

export type GatewayReply =
  | { readonly status: 'answered'; readonly body: string }
  /** SET's Error: the gateway executed nothing. */
  | { readonly status: 'refused'; readonly code: string }
  | { readonly status: 'unreachable'; readonly reason: string };

export type GatewayPath =
  | '/set/authreq'
  | '/set/authrevreq'
  | '/set/capreq'
  | '/set/caprevreq'
  | '/set/credreq'
  | '/set/credrevreq'
  | '/set/batchadmin'
  | '/set/pcertreq';

export interface GatewayLink {
  /** Sends JSON {enc, baggage?}, or the JWS of a PCertReq. Never throws. */
  send(path: GatewayPath, body: string): Promise<GatewayReply>;
}

const timeoutMs = 10_000;
const maxAnswerBytes = 2 * maxMessageBytes;

/** `baseUrl` without a trailing slash. */
export function httpGatewayLink(baseUrl: string, fetchLike: typeof fetch = fetch): GatewayLink {
  return {
    async send(path, body) {
      try {
        const response = await fetchLike(`${baseUrl}${path}`, {
          method: 'POST',
          headers: { 'content-type': path === '/set/pcertreq' ? 'application/jose' : 'application/json' },
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
