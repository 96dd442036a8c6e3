/** PRes, merchant → wallet: how the purchase went (SET Book 2, PRes). It names no amount that an eavesdropper could read. */
import * as v from 'valibot';
import { digestField, identifierField, secondsField } from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { type Opened, type Reading, signedMessage } from '../jose/signed-message.ts';
import { revocationField } from '../trust/revocation-field.ts';
import { type TransIds, timesFields, transIdsField } from './trans-ids.ts';

/** SET's CompletionCode. */
export const completionCodes = [
  'meaninglessRatio',
  'orderRejected',
  'orderReceived',
  'orderNotReceived',
  'authorizationPerformed',
  'capturePerformed',
  'creditPerformed',
  'signatureRequired',
] as const;

export type CompletionCode = (typeof completionCodes)[number];

/** Shares of the purchase amount, in millionths: PRes is not encrypted, so it names no amount. */
const ratioField = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1_000_000));

/** `part` of `whole`, both in minor units, as a ratio. */
export function ratioMillionths(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(part) * 1_000_000n) / BigInt(whole));
}

const pResSchema = v.strictObject({
  transIds: transIdsField,
  rrpid: identifierField,
  challC: identifierField,
  completionCode: v.picklist(completionCodes),
  /** The order that was paid, as its hash: ours, so that a receipt stands by the merchant's signature alone. */
  hod: v.optional(digestField),
  authStatus: v.optional(
    v.strictObject({
      authDate: secondsField,
      /** Why the bank refused, as SET's AuthCode; absent when it approved. */
      authCode: v.optional(v.pipe(v.string(), v.maxLength(40))),
      /** The issuer's authorization number, six characters, as a receipt prints it. */
      authorizationNumber: v.optional(v.pipe(v.string(), v.regex(/^[A-Z0-9]{6}$/))),
      authRatioMillionths: v.optional(ratioField),
    }),
  ),
  capStatus: v.optional(v.strictObject({ capDate: secondsField, capRatioMillionths: ratioField })),
  credStatus: v.optional(
    v.pipe(
      v.array(v.strictObject({ credDate: secondsField, creditRatioMillionths: ratioField })),
      v.maxLength(20),
    ),
  ),
  revocation: v.optional(revocationField),
  /** For the card, from the acquirer, sealed: the merchant copies it unread (SET Book 2, AcqCardMsg). */
  acqCardMsg: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  ...timesFields,
});

export type PRes = v.InferOutput<typeof pResSchema>;

export const pRes = signedMessage({
  typ: 'set-pres+jwt',
  roles: ['merchant'],
  schema: pResSchema,
  age: 'standing',
});

/** The wallet's checks: it is about my purchase and fresh by my challenge. Throws a typed ProtocolError. */
export async function openPRes(
  message: string,
  expected: Reading & { readonly transIds: TransIds; readonly rrpid: string; readonly challC: string },
): Promise<Opened<PRes>> {
  const opened = await pRes.open(message, expected);
  const { payload } = opened;
  if (payload.challC !== expected.challC)
    throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challC' });
  if (payload.rrpid !== expected.rrpid) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  if (payload.transIds.xid !== expected.transIds.xid) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  return opened;
}
