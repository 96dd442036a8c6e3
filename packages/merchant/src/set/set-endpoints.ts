/**
 * The SET merchant as a Web `fetch` handler: `/set/pinit`, `/set/preq` and `/set/inq` for wallets, and to be read
 * `/set/initiation/:orderId`, `/set/status/:orderId` and `/set/anchors`.
 *
 *     const settler = new OrderSettler(merchant);
 *     const endpoints = createSetEndpoints({ merchant, settler });
 *     const answer = (await endpoints.handle(request)) ?? yourOwn(request);
 */
import {
  type ErrorMessage,
  encodeChain,
  initiationMediaType,
  maxMessageBytes,
  newIdentifier,
  rrpidIn,
  signErrorMessage,
} from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { errorResponse, unspecifiedFailure } from '../web/error-response.ts';
import { readBounded } from '../web/read-bounded.ts';
import { findOrder, initiationOf } from './create-order.ts';
import type { OrderSettler } from './order-settler.ts';
import { orderStatus } from './order-status.ts';
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

interface Receiver {
  /** The media types that its requests come in. */
  readonly accepts: RegExp;
  readonly receive: Receive;
}

const receivers: Readonly<Record<string, Receiver>> = {
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

type Read = (merchant: SetMerchant, orderId: string) => Promise<Response>;

/** By the first part of the path; the order's identifier, which nobody can guess, is the second. */
const readers: Readonly<Record<string, Read>> = {
  async initiation(merchant, orderId) {
    const text = initiationOf(merchant, await findOrder(merchant, orderId));
    return answer(text, `${initiationMediaType}; charset=utf-8`);
  },
  async status(merchant, orderId) {
    return answer(JSON.stringify(await orderStatus(merchant, orderId)), 'application/json');
  },
};

export function createSetEndpoints(options: SetEndpointsOptions): SetEndpoints {
  return {
    async handle(request) {
      const answering = routeOf(options, request);
      if (answering === undefined) return undefined;
      let message = '';
      try {
        return await answering((received) => {
          message = received;
        });
      } catch (error) {
        const refusal = errorResponse(error);
        if (refusal === undefined) options.onFailure?.(error);
        const response = await errorFor(options, request, refusal ?? unspecifiedFailure(), rrpidIn(message));
        for (const [name, value] of Object.entries(crossOrigin)) response.headers.set(name, value);
        return response;
      }
    },
  };
}

/** Answers, and tells the message as soon as it is there, for the Error that may have to name it. */
type Answering = (onMessage: (message: string) => void) => Promise<Response>;

/** Who answers this address; `undefined` for one that is not ours. */
function routeOf(options: SetEndpointsOptions, request: Request): Answering | undefined {
  const { pathname } = new URL(request.url);
  const { merchant } = options;
  const receiver = Object.hasOwn(receivers, pathname) ? receivers[pathname] : undefined;
  if (receiver !== undefined) return (onMessage) => receive(options, request, receiver, onMessage);
  if (pathname === '/set/anchors') return () => read(request, async () => anchorsOf(merchant));
  const [, name = '', orderId = ''] =
    /^\/set\/(initiation|status)\/([A-Za-z0-9_-]{27})$/.exec(pathname) ?? [];
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  return reader && (() => read(request, () => reader(merchant, orderId)));
}

async function receive(
  options: SetEndpointsOptions,
  request: Request,
  { accepts, receive: open }: Receiver,
  onMessage: (message: string) => void,
): Promise<Response> {
  if (request.method === 'OPTIONS') return preflight();
  if (request.method !== 'POST') throw new MerchantError('ERR_REQUEST_METHOD', { allowed: 'POST' });
  if (!accepts.test((request.headers.get('content-type') ?? '').trim()))
    throw new MerchantError('ERR_REQUEST_CONTENT_TYPE');
  const message = await readBounded(request, maxMessageBytes);
  onMessage(message);
  return answer(await open(options, message), 'application/jose');
}

async function read(request: Request, open: () => Promise<Response>): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new MerchantError('ERR_REQUEST_METHOD', { allowed: 'GET' });
  return open();
}

/** SET's Error: signed for who asks for it so, as JSON else (SET Book 3, ErrorMsg). */
async function errorFor(
  { merchant }: SetEndpointsOptions,
  request: Request,
  plain: Response,
  rrpid: string | undefined,
): Promise<Response> {
  const { status, headers } = plain;
  const refusal = (await plain.json()) as ErrorMessage;
  const error = rrpid === undefined ? refusal : { ...refusal, rrpid };
  const accepts = (request.headers.get('accept') ?? '').toLowerCase();
  if (!accepts.includes('application/jose')) return new Response(JSON.stringify(error), { status, headers });
  const { identity, random, now } = merchant;
  const at = now();
  const signed = await signErrorMessage(error, identity.signer, { errorNonce: newIdentifier(random), at });
  const response = new Response(signed, { status, headers });
  response.headers.set('content-type', 'application/jose');
  return response;
}

/** For the card form, which has no roots of its own. */
function anchorsOf({ trust }: SetMerchant): Response {
  return answer(JSON.stringify({ anchors: encodeChain(trust.anchors) }), 'application/json');
}

function answer(body: string, contentType: string): Response {
  return new Response(body, { headers: { ...noStore, ...crossOrigin, 'content-type': contentType } });
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
