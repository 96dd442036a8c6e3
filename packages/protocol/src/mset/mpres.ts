/**
 * MPRes, intermediary → wallet: paid, or why not.
 *
 * `res` is the signed answer and, when approved, the receipt that the merchant will see: it names no payer.
 * `private` is for the wallet alone (what is left of its Open To Buy, how to top it up); its digest is in `res`.
 */
import * as v from 'valibot';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { digestOf } from '../encoding/digest.ts';
import {
  amountField,
  bytesField,
  digestField,
  extensionsField,
  identifierField,
  partyIdField,
  secondsField,
  textField,
  urlField,
} from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { type Reading, type Signer, signedMessage } from '../jose/signed-message.ts';
import { sameAmount } from '../money/amount.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import type { MpOffer } from './mpoffer.ts';
import type { MpReq } from './mpreq.ts';

/** In their order of precedence: the first that holds is answered. */
export const mpCodes = [
  'overloaded',
  'systemError',
  'offerInvalid',
  'merchantUnknown',
  'payerSuspended',
  'offerExpired',
  'amountOutOfRange',
  'offerAlreadyPaid',
  'paidJustNow',
  'limitReached',
  'otbInsufficient',
  'topUpPending',
  'topUpDeclined',
  'declined',
  'approved',
] as const;

export type MpCode = (typeof mpCodes)[number];

const common = { rrpid: identifierField, iat: secondsField, exp: secondsField, privateDigest: digestField };

const approvedSchema = v.strictObject({
  code: v.literal('approved'),
  ...common,
  intermediaryId: partyIdField,
  receiptId: identifierField,
  offerId: identifierField,
  offerDigest: digestField,
  merchantId: partyIdField,
  amount: amountField,
  challM: identifierField,
  deliveryTag: digestField,
  acceptedAt: secondsField,
  adviceDeadline: secondsField,
  period: textField(40),
  extensions: extensionsField,
});

const refusedSchema = v.strictObject({
  code: v.picklist(mpCodes.filter((code) => code !== 'approved')),
  ...common,
  intermediaryId: partyIdField,
  extensions: extensionsField,
});

export const mpResSchema = v.variant('code', [approvedSchema, refusedSchema]);

export type MpResSigned = v.InferOutput<typeof mpResSchema>;
export type Receipt = v.InferOutput<typeof approvedSchema>;
export type Refusal = v.InferOutput<typeof refusedSchema>;

export const mpResMessage = signedMessage({
  typ: 'mpres+jwt',
  roles: ['intermediary'],
  schema: mpResSchema,
  age: 'standing',
  maxBytes: 16_384,
});

/** What is left of an Open To Buy. */
export const otbField = v.strictObject({ remaining: amountField, limit: amountField, expires: secondsField });

/** The SET initiation by which the intermediary, as a pseudo merchant, asks for a new Open To Buy. */
export const topUpField = v.strictObject({
  /** Takes PInitReq and PReq. */
  setUrl: urlField,
  purchAmt: amountField,
  /** The order description; its digest goes into HOD. */
  order: textField(500),
  /** The intermediary's name for this top-up: SET's LID-M. */
  lidM: identifierField,
});

const privateSchema = v.strictObject({
  salt: bytesField(32),
  /** Absent before the first one is opened. */
  otb: v.optional(otbField),
  topUp: v.optional(topUpField),
  message: v.optional(textField(500)),
});

export type MpResPrivate = v.InferOutput<typeof privateSchema>;
export type TopUp = NonNullable<MpResPrivate['topUp']>;

const answerSchema = v.strictObject({
  res: v.pipe(v.string(), v.maxLength(16_384)),
  private: v.pipe(v.string(), v.maxLength(8192)),
});

type WithoutDigest<T> = T extends unknown ? Omit<T, 'privateDigest'> : never;

/** The answer as it travels: JSON of {res, private}. */
export async function makeMpRes(
  signed: WithoutDigest<MpResSigned>,
  secret: MpResPrivate,
  signer: Signer,
): Promise<string> {
  const privateText = JSON.stringify(v.parse(privateSchema, secret));
  const payload = { privateDigest: await digestOf(privateText), ...signed } as MpResSigned;
  return JSON.stringify({ res: await mpResMessage.sign(payload, signer), private: privateText });
}

export interface OpenedMpRes {
  /** The JWS that goes into MPAdvice. */
  readonly res: string;
  readonly signed: MpResSigned;
  readonly private: MpResPrivate;
  readonly intermediary: TrustedCertificate;
}

export interface MpResExpectation extends Reading {
  readonly request: MpReq;
  readonly offer: MpOffer;
}

/** The wallet's checks: everything in the receipt equals what was asked. Throws a typed ProtocolError. */
export async function openMpRes(message: string, expected: MpResExpectation): Promise<OpenedMpRes> {
  const answer = parseBoundedJson(message, answerSchema);
  const { payload: signed, sender: intermediary } = await mpResMessage.open(answer.res, expected);
  const { request, offer } = expected;
  const same: Record<string, boolean> = {
    rrpid: signed.rrpid === request.rrpid,
    intermediaryId:
      signed.intermediaryId === request.intermediaryId &&
      intermediary.merchantData?.merchantId === request.intermediaryId,
    privateDigest: signed.privateDigest === (await digestOf(answer.private)),
  };
  if (signed.code === 'approved') {
    same.offerId = signed.offerId === offer.offerId;
    same.offerDigest = signed.offerDigest === (await digestOf(request.offer));
    same.merchantId = signed.merchantId === offer.merchantId;
    same.amount = sameAmount(signed.amount, offer.amount);
    same.challM = signed.challM === offer.challM;
    same.deliveryTag = signed.deliveryTag === request.deliveryTag;
  }
  for (const [field, equal] of Object.entries(same))
    if (!equal) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field });
  return {
    res: answer.res,
    signed,
    private: parseBoundedJson(answer.private, privateSchema),
    intermediary,
  };
}
