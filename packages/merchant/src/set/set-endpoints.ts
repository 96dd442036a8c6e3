/**
 * The SET merchant as a Web `fetch` handler: `/set/initiation/:orderId`, `/set/pinit`, `/set/preq`, `/set/inq`.
 *
 *     const settler = new OrderSettler(merchant);
 *     const endpoints = createSetEndpoints({ merchant, settler });
 *     const answer = (await endpoints.handle(request)) ?? yourOwn(request);
 */
import { initiationMediaType, maxMessageBytes } from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { errorResponse, unspecifiedFailure } from '../web/error-response.ts';
import { readBounded } from '../web/read-bounded.ts';
import { findOrder, initiationOf } from './create-order.ts';
import type { OrderSettler } from './order-settler.ts';
import { receiveInq } from './receive-inq.ts';
import { receivePInit } from './receive-pinit.ts';
import { receivePReq } from './receive-preq.ts';
import type { SetMerchant } from './set-merchant.ts';

export interface SetEndpointsOptions {
  readonly merchant: SetMerchant;
  readonly settler: OrderSettler;
  /** A bug, already answered as an unspecified failure. */
  readonly onFailure?: (error: unknown) => void;
}

export interface SetEndpoints {
  /** `undefined` for every other address. */
  handle(request: Request): Promise<Response | undefined>;
}

const noStore = { 'cache-control': 'no-store' };
/** Wallets call from an origin of their own, and no cookie is needed. */
const crossOrigin = { 'access-control-allow-origin': '*' };

type Receive = (options: SetEndpointsOptions, message: string) => Promise<string>;

/** Each with the media types that its requests come in, and that of its answer. */
const receivers: Readonly<Record<string, { readonly accepts: RegExp; readonly receive: Receive }>> = {
  '/set/pinit': {
    accepts: /^application\/json(;|$)/i,
    receive: ({ merchant }, message) => receivePInit(merchant, message),
  },
  '/set/preq': {
    accepts: /^application\/json(;|$)/i,
    receive: ({ merchant, settler }, message) => receivePReq(merchant, settler, message),
  },
  '/set/inq': {
    accepts: /^application\/(jose|json)(;|$)/i,
    receive: ({ merchant }, message) => receiveInq(merchant, message),
  },
};

export function createSetEndpoints(options: SetEndpointsOptions): SetEndpoints {
  return {
    async handle(request) {
      const { pathname } = new URL(request.url);
      const receiver = Object.hasOwn(receivers, pathname) ? receivers[pathname] : undefined;
      const orderId = /^\/set\/initiation\/([A-Za-z0-9_-]{27})$/.exec(pathname)?.[1];
      if (receiver === undefined && orderId === undefined) return undefined;
      try {
        if (orderId !== undefined) return await answerInitiation(options, request, orderId);
        if (request.method === 'OPTIONS') return preflight();
        if (request.method !== 'POST') throw new MerchantError('ERR_REQUEST_METHOD', { allowed: 'POST' });
        if (receiver?.accepts.test((request.headers.get('content-type') ?? '').trim()) !== true)
          throw new MerchantError('ERR_REQUEST_CONTENT_TYPE');
        const answer = await receiver.receive(options, await readBounded(request, maxMessageBytes));
        return new Response(answer, {
          headers: { ...noStore, ...crossOrigin, 'content-type': 'application/jose' },
        });
      } catch (error) {
        const refusal = errorResponse(error);
        if (refusal === undefined) options.onFailure?.(error);
        const response = refusal ?? unspecifiedFailure();
        for (const [name, value] of Object.entries(crossOrigin)) response.headers.set(name, value);
        return response;
      }
    },
  };
}

async function answerInitiation(
  { merchant }: SetEndpointsOptions,
  request: Request,
  orderId: string,
): Promise<Response> {
  if (request.method !== 'GET') throw new MerchantError('ERR_REQUEST_METHOD', { allowed: 'GET' });
  const text = initiationOf(merchant, await findOrder(merchant, orderId));
  return new Response(text, {
    headers: { ...noStore, ...crossOrigin, 'content-type': `${initiationMediaType}; charset=utf-8` },
  });
}

function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...crossOrigin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Content-Type',
      'access-control-max-age': '600',
    },
  });
}
