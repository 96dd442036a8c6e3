/**
 * PInitReq and PInitRes, wallet ⇄ merchant: the transaction gets its XID and the merchant's challenge, and the
 * wallet the gateway's key-exchange certificate (SET Book 2, purchase initialization).
 */
import * as v from 'valibot';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import {
  assertKnownExtensions,
  digestField,
  extensionsField,
  identifierField,
  originField,
  textField,
} from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { type Opened, type Reading, signedMessage } from '../jose/signed-message.ts';
import { revocationField } from '../trust/revocation-field.ts';
import { binField, languageField, timesFields, transIdsField } from './trans-ids.ts';

const pInitReqSchema = v.strictObject({
  rrpid: identifierField,
  language: languageField,
  lidC: identifierField,
  lidM: v.optional(identifierField),
  challC: identifierField,
  brand: textField(40),
  bin: binField,
  /** Certificates that the wallet holds already, so that they need not travel. */
  thumbs: v.optional(v.pipe(v.array(digestField), v.maxLength(32))),
  extensions: extensionsField,
});

export type PInitReq = v.InferOutput<typeof pInitReqSchema>;

/** PInitReq is not signed: the wallet shows itself only when it pays. */
export function encodePInitReq(request: PInitReq): string {
  return JSON.stringify(v.parse(pInitReqSchema, request));
}

export function decodePInitReq(text: string): PInitReq {
  const request = parseBoundedJson(text, pInitReqSchema);
  assertKnownExtensions(request.extensions);
  return request;
}

export const x5cField = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(6000))),
  v.minLength(1),
  v.maxLength(4),
);

const pInitResSchema = v.strictObject({
  transIds: transIdsField,
  rrpid: identifierField,
  challC: identifierField,
  challM: identifierField,
  /** SET's PEThumb: the gateway's key-exchange certificate. */
  gatewayThumb: digestField,
  /** Its chain, unless the request's thumbs name it. */
  gatewayChain: v.optional(x5cField),
  /** Ours: whose pages its orders are paid from, so that no other site can relay the transaction as its own. */
  origin: v.optional(originField),
  revocation: v.optional(revocationField),
  ...timesFields,
});

export type PInitRes = v.InferOutput<typeof pInitResSchema>;

export const pInitRes = signedMessage({
  typ: 'set-pinitres+jwt',
  roles: ['merchant'],
  schema: pInitResSchema,
  age: 'fresh',
});

/** The wallet's checks on PInitRes (SET-FACTS section 3.5, "C"). Throws a typed ProtocolError. */
export async function openPInitRes(
  message: string,
  reading: Reading & { readonly request: PInitReq },
): Promise<Opened<PInitRes>> {
  const opened = await pInitRes.open(message, reading);
  const { request } = reading;
  const { payload } = opened;
  if (payload.challC !== request.challC)
    throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challC' });
  const same: Record<string, boolean> = {
    rrpid: payload.rrpid === request.rrpid,
    lidC: payload.transIds.lidC === request.lidC,
    lidM: request.lidM === undefined || payload.transIds.lidM === request.lidM,
    language: payload.transIds.language === request.language,
  };
  for (const [field, equal] of Object.entries(same))
    if (!equal) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field });
  return opened;
}
