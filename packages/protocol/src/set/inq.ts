/**
 * InqReq, wallet → merchant: how far is my purchase? The answer is a PRes with this request's challenge
 * (SET Book 2, InqReq and InqRes).
 */
import * as v from 'valibot';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { identifierField } from '../encoding/fields.ts';
import { type Reading, signedMessage } from '../jose/signed-message.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import { timesFields, transIdsField } from './trans-ids.ts';

const inqFields = { transIds: transIdsField, rrpid: identifierField, challC2: identifierField };

export const inqReq = signedMessage({
  typ: 'set-inqreq+jwt',
  roles: ['cardholder'],
  schema: v.strictObject({ ...inqFields, ...timesFields }),
  age: 'fresh',
});

const inqReqUnsignedSchema = v.strictObject(inqFields);

export type InqReqUnsigned = v.InferOutput<typeof inqReqUnsignedSchema>;

/** For a purchase whose PReq was not signed either. */
export function encodeInqReqUnsigned(request: InqReqUnsigned): string {
  return JSON.stringify(v.parse(inqReqUnsignedSchema, request));
}

export interface OpenedInqReq {
  readonly request: InqReqUnsigned;
  /** Undefined when nobody signed: to be answered for unsigned purchases only. */
  readonly cardholder: TrustedCertificate | undefined;
}

/** Reads either form. Throws a typed ProtocolError. */
export async function openInqReq(message: string, reading: Reading): Promise<OpenedInqReq> {
  if (message.startsWith('{'))
    return { request: parseBoundedJson(message, inqReqUnsignedSchema), cardholder: undefined };
  const { payload, sender } = await inqReq.open(message, reading);
  const { transIds, rrpid, challC2 } = payload;
  return { request: { transIds, rrpid, challC2 }, cardholder: sender };
}
