/**
 * Who may read a resource: a browser by the resource's own cookie, a program by `Authorization: Payment` with its
 * delivery credential (the HTTP "Payment" scheme draft, section "Credentials").
 */
import { decodeBase64Url, digestOf, encodeBase64Url, parseBoundedJson, utf8 } from '@ecomm/protocol';
import * as v from 'valibot';
import { credentialLifeSeconds, type Grant, openCredential } from '../delivery/credential.ts';
import { MerchantError } from '../errors.ts';
import type { Merchant } from '../merchant.ts';

const credentialSchema = v.object({ payload: v.object({ credential: v.string() }) });

export interface Access {
  readonly grant: Grant;
  /** What to add to the answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** `undefined` when nothing in the request opens the resource. */
export async function accessOf(
  merchant: Merchant,
  request: Request,
  resource: string,
): Promise<Access | undefined> {
  const headers = { 'cache-control': 'private', vary: 'Cookie, Authorization' };
  const cookie = cookieOf(request, await cookieNameOf(resource));
  if (cookie !== undefined) {
    const grant = await openCredential(merchant, 'read', cookie).catch(unusable);
    if (grant?.resource === resource) return { grant, headers };
  }
  const credential = authorizationOf(request);
  if (credential === undefined) return undefined;
  const grant = await openCredential(merchant, 'deliver', credential).catch(unusable);
  if (grant?.resource !== resource) return undefined;
  const receipt = {
    method: 'mset',
    reference: grant.receiptId,
    status: 'success',
    timestamp: new Date(merchant.now() * 1000).toISOString(),
  };
  return {
    grant,
    headers: {
      ...headers,
      'payment-receipt': encodeBase64Url(utf8(JSON.stringify(receipt))),
      'access-control-expose-headers': 'Payment-Receipt',
    },
  };
}

/** `value` as the cookie of one resource: no script reads it, no other path is sent it. */
export async function cookieFor(
  { origin }: Pick<Merchant, 'origin'>,
  resource: string,
  value: string,
): Promise<string> {
  const { pathname } = new URL(resource, origin);
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  const attributes = `Path=${pathname}; Max-Age=${credentialLifeSeconds.read}; HttpOnly; SameSite=Lax${secure}`;
  return `${await cookieNameOf(resource)}=${value}; ${attributes}`;
}

/** The path keeps cookies apart, and the name those of resources that differ in their query only. */
async function cookieNameOf(resource: string): Promise<string> {
  return `mset-${(await digestOf(resource)).slice(0, 16)}`;
}

function cookieOf(request: Request, name: string): string | undefined {
  return (request.headers.get('cookie') ?? '')
    .split(/; */)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** `Authorization: Payment <base64url JSON {challenge?, payload: {credential}}>`. */
function authorizationOf(request: Request): string | undefined {
  const header = /^Payment +([A-Za-z0-9_-]{1,8192})$/i.exec(request.headers.get('authorization') ?? '');
  if (header?.[1] === undefined) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64Url(header[1]));
    return parseBoundedJson(text, credentialSchema, 8192).payload.credential;
  } catch {
    return undefined;
  }
}

function unusable(error: unknown): undefined {
  if (error instanceof MerchantError) return undefined;
  throw error;
}
