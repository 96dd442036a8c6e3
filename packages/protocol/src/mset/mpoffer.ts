/**
 * MPOffer, merchant → wallet: what it costs, to whom, until when, and through which intermediaries.
 *
 * The wallet checks it with `checkOffer` before it shows anything; the intermediary verifies the signature
 * again inside MPReq.
 */
import * as v from 'valibot';
import { digestOf } from '../encoding/digest.ts';
import {
  amountField,
  digestField,
  extensionsField,
  identifierField,
  originField,
  partyIdField,
  secondsField,
  textField,
  urlField,
} from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { type Opened, type Reading, signedMessage } from '../jose/signed-message.ts';
import type { Amount } from '../money/amount.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import { decodeGoods, type GoodsDescription } from './goods.ts';

const acceptedField = v.union([
  v.strictObject({ intermediaryId: partyIdField }),
  v.strictObject({ brand: textField(40) }),
]);

export const offerSchema = v.strictObject({
  offerId: identifierField,
  merchantId: partyIdField,
  origin: originField,
  iat: secondsField,
  exp: secondsField,
  amount: amountField,
  goodsDigest: digestField,
  challM: identifierField,
  /** Intermediaries, or brands any of whose intermediaries will do. */
  accepts: v.pipe(v.array(acceptedField), v.minLength(1), v.maxLength(16)),
  adviceUrl: urlField,
  /** Single: paid once. Catalogue: paid by many. */
  use: v.picklist(['single', 'catalogue']),
  meter: v.optional(textField(40)),
  extensions: extensionsField,
});

export type MpOffer = v.InferOutput<typeof offerSchema>;

export const mpOffer = signedMessage({
  typ: 'mpoffer+jwt',
  roles: ['merchant'],
  schema: offerSchema,
  age: 'standing',
  maxBytes: 16_384,
});

/** The least and the most that one click may pay, per currency. */
export type AmountRanges = Readonly<Record<string, { readonly least: number; readonly most: number }>>;

/** The paper's 1 to 50 F, and today's 0.01 to 10.00. */
export const defaultAmountRanges: AmountRanges = {
  CHF: { least: 1, most: 1000 },
  EUR: { least: 1, most: 1000 },
  FRF: { least: 100, most: 5000 },
  GBP: { least: 1, most: 1000 },
  USD: { least: 1, most: 1000 },
};

export function isInRange({ currency, value }: Amount, ranges: AmountRanges): boolean {
  const range = ranges[currency];
  return range !== undefined && value >= range.least && value <= range.most;
}

/** Opens an offer and checks what every reader must: the signer is the merchant it names, the advice stays home. */
export async function openOffer(message: string, reading: Reading): Promise<Opened<MpOffer>> {
  const opened = await mpOffer.open(message, reading);
  const { payload, sender } = opened;
  if (sender.merchantData?.merchantId !== payload.merchantId)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'merchantId' });
  if (!payload.adviceUrl.startsWith(`${payload.origin}/`))
    throw new ProtocolError('ERR_OFFER_ORIGIN', { field: 'adviceUrl', origin: payload.origin });
  return opened;
}

export interface OfferCheck extends Reading {
  /** The origin of the page in which the wallet found the offer. */
  readonly pageOrigin: string;
  readonly intermediary: { readonly id: string; readonly brand: string };
  readonly ranges: AmountRanges;
}

export interface CheckedOffer {
  readonly message: string;
  readonly offer: MpOffer;
  readonly goods: GoodsDescription;
  readonly merchant: TrustedCertificate;
  /** The certified name, the only one that the wallet shows. */
  readonly merchantName: string;
}

/** The wallet's checks (SET-FACTS section 10, "Wallet on MPOffer"). Throws a typed ProtocolError. */
export async function checkOffer(message: string, goods: string, check: OfferCheck): Promise<CheckedOffer> {
  const { payload: offer, sender: merchant } = await openOffer(message, check).catch(asExpiredOffer);
  if (offer.origin !== check.pageOrigin)
    throw new ProtocolError('ERR_OFFER_ORIGIN', { origin: offer.origin, pageOrigin: check.pageOrigin });
  if (!isInRange(offer.amount, check.ranges))
    throw new ProtocolError('ERR_OFFER_AMOUNT_RANGE', { ...offer.amount });
  if (!acceptsIntermediary(offer, check.intermediary))
    throw new ProtocolError('ERR_OFFER_INTERMEDIARY', { intermediaryId: check.intermediary.id });
  if ((await digestOf(goods)) !== offer.goodsDigest)
    throw new ProtocolError('ERR_OFFER_GOODS', { field: 'goodsDigest' });
  const merchantName = merchant.merchantData?.name ?? '';
  return { message, offer, goods: decodeGoods(goods), merchant, merchantName };
}

export function acceptsIntermediary(offer: MpOffer, { id, brand }: OfferCheck['intermediary']): boolean {
  return offer.accepts.some((accepted) =>
    'intermediaryId' in accepted ? accepted.intermediaryId === id : accepted.brand === brand,
  );
}

function asExpiredOffer(error: unknown): never {
  if (error instanceof ProtocolError && error.code === 'ERR_MESSAGE_TOO_OLD')
    throw new ProtocolError('ERR_OFFER_EXPIRED', error.facts, { cause: error });
  throw error;
}
