/** PRes, merchant → wallet: how the purchase went (SET Book 2, PRes). It names no amount that an eavesdropper could read. */
import * as v from 'valibot';
import { identifierField, secondsField } from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { type Opened, type Reading, signedMessage } from '../jose/signed-message.ts';
import { type TransIds, timesFields, transIdsField } from './trans-ids.ts';

/** SET's CompletionCode. */
export const completionCodes = [
  'orderRejected',
  'orderReceived',
  'orderNotReceived',
  'authorizationPerformed',
  'capturePerformed',
  'signatureRequired',
] as const;

const pResSchema = v.strictObject({
  transIds: transIdsField,
  rrpid: identifierField,
  challC: identifierField,
  completionCode: v.picklist(completionCodes),
  authStatus: v.optional(
    v.strictObject({
      authDate: secondsField,
      /** Why the bank refused, as SET's AuthCode; absent when it approved. */
      authCode: v.optional(v.pipe(v.string(), v.maxLength(40))),
      /** The issuer's authorization number, six characters, as a receipt prints it. */
      authorizationNumber: v.optional(v.pipe(v.string(), v.regex(/^[A-Z0-9]{6}$/))),
    }),
  ),
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
