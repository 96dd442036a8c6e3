/**
 * MPReq, wallet → intermediary: pay this offer from my Open To Buy.
 *
 * It carries the offer as received, so that the intermediary verifies the merchant's own signature, and names
 * the intermediary, so that nobody can relay it to another.
 */
import * as v from 'valibot';
import {
  amountField,
  digestField,
  extensionsField,
  identifierField,
  partyIdField,
  secondsField,
} from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { peekPayload, peekSender, type Reading, signedMessage } from '../jose/signed-message.ts';
import { sameAmount } from '../money/amount.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import { type MpOffer, openOffer } from './mpoffer.ts';

const mpReqSchema = v.strictObject({
  rrpid: identifierField,
  intermediaryId: partyIdField,
  iat: secondsField,
  exp: secondsField,
  /** The MPOffer, byte for byte. */
  offer: v.pipe(v.string(), v.maxLength(16_384)),
  goodsDigest: digestField,
  amount: amountField,
  deliveryTag: digestField,
  extensions: extensionsField,
});

export type MpReq = v.InferOutput<typeof mpReqSchema>;

/** `standing`: a wallet repeats the very same bytes after a crash or a top-up, until `exp`. */
export const mpReq = signedMessage({
  typ: 'mpreq+jwt',
  roles: ['cardholder'],
  schema: mpReqSchema,
  age: 'standing',
  maxBytes: 32_768,
});

/** What names an MPReq in the records of who answered it: nothing is verified. Throws ERR_MESSAGE_MALFORMED. */
export function nameOfMpReq(message: string): { readonly payerThumb: string; readonly rrpid: string } {
  return { payerThumb: peekSender(message), rrpid: peekPayload(message, mpReqSchema).rrpid };
}

/** How long a request may be repeated, at most: a top-up with card and PIN fits in it. */
export const maxRequestLifeSeconds = 24 * 3600;

export interface OpenedMpReq {
  readonly request: MpReq;
  readonly payer: TrustedCertificate;
  readonly offer: MpOffer;
  readonly merchant: TrustedCertificate;
}

/**
 * Opens the request and the offer inside it, and checks that both say the same (SET-FACTS section 10, "I on
 * MPReq").
 * Throws ERR_MESSAGE_RECIPIENT, ERR_MESSAGE_MISMATCH or what the two messages throw; what is wrong with the offer
 * carries the fact `part: 'offer'`.
 */
export async function openMpReq(
  message: string,
  reading: Reading & { readonly intermediaryId: string },
): Promise<OpenedMpReq> {
  const { payload: request, sender: payer } = await mpReq.open(message, reading);
  if (request.intermediaryId !== reading.intermediaryId)
    throw new ProtocolError('ERR_MESSAGE_RECIPIENT', { intermediaryId: request.intermediaryId });
  if (request.exp - request.iat > maxRequestLifeSeconds)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { field: 'exp' });
  const { payload: offer, sender: merchant } = await openOffer(request.offer, reading).catch(inOffer);
  if (request.goodsDigest !== offer.goodsDigest)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'goodsDigest' });
  if (!sameAmount(request.amount, offer.amount))
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'amount' });
  return { request, payer, offer, merchant };
}

function inOffer(error: unknown): never {
  if (error instanceof ProtocolError)
    throw new ProtocolError(error.code, { ...error.facts, part: 'offer' }, { cause: error });
  throw error;
}
