/** Node's HTTP messages as the Web's `Request` and `Response`, for servers that are built on the former. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface NodeRequest extends IncomingMessage {
  /** Of Express: the address before a mounted router took its part of it. */
  readonly originalUrl?: string;
  /** What a body parser that ran before made of the body. */
  readonly body?: unknown;
}

/** `origin` is the shop's own: what a client writes into `Host` is no matter. */
export function webRequestOf(request: NodeRequest, origin: string): Request {
  const { method = 'GET' } = request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
  const url = new URL(pathOf(request), origin);
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  const body = bodyOf(request);
  if (typeof body === 'string') headers.delete('content-length');
  return new Request(url, { method, headers, body, duplex: 'half' } as RequestInit);
}

/**
 * Whether the target is spelled as a URL's path is. `/book/two/%2e%2e/one` is `/book/one` to a URL and a path of `/book/two` to a
 * framework's router: who paid for one would be shown the other.
 */
export function isPlainTarget({ originalUrl, url = '/' }: NodeRequest, origin: string): boolean {
  const [path = ''] = (originalUrl ?? url).split(/[?#]/, 1);
  if (!URL.canParse(path, origin)) return false;
  const parsed = new URL(path, origin);
  return parsed.origin === origin && parsed.pathname === path;
}

/** An absolute-form or protocol-relative target stays a path of this origin. */
function pathOf({ originalUrl, url = '/' }: NodeRequest): string {
  return `/${(originalUrl ?? url).replace(/^\/+/, '')}`;
}

/**
 * Messages of the protocol have one encoding, so that what a JSON parser took apart is put together again unchanged;
 * other bytes would be refused by their digest or signature.
 */
function bodyOf(request: NodeRequest): string | ReadableStream {
  const { body } = request;
  if (body === undefined) return lazyStreamOf(request);
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : JSON.stringify(body);
}

/** Nothing is read before somebody asks: the bodies of other routes are theirs. */
function lazyStreamOf(request: IncomingMessage): ReadableStream {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream(
    {
      async pull(controller) {
        // An oversized body is left unread, and its sender still gets an answer.
        chunks ??= request.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      async cancel() {
        await chunks?.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

export async function sendWebResponse(response: Response, to: ServerResponse): Promise<void> {
  to.statusCode = response.status;
  setHeaders(to, Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie')));
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) to.setHeader('set-cookie', cookies);
  to.end(new Uint8Array(await response.arrayBuffer()));
}

/** Cookies that the page sets itself stay. */
export function setHeaders(to: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) to.setHeader(name, value);
}
