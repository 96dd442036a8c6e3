/**
 * MPAdvice, wallet → merchant: the intermediary's receipt and the preimage that opens its hash lock. On a valid
 * one the merchant delivers.
 */
import * as v from 'valibot';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { digestOf } from '../encoding/digest.ts';
import { bytesField } from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { peekPayload, type Reading } from '../jose/signed-message.ts';
import { sameAmount } from '../money/amount.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import { opensDeliveryTag, preimageBytes } from './delivery-tag.ts';
import { acceptsIntermediary, type MpOffer } from './mpoffer.ts';
import { mpResMessage, mpResSchema, type Receipt } from './mpres.ts';

const adviceSchema = v.strictObject({
  res: v.pipe(v.string(), v.maxLength(16_384)),
  preimage: bytesField(preimageBytes),
});

export type MpAdvice = v.InferOutput<typeof adviceSchema>;

export function encodeMpAdvice(advice: MpAdvice): string {
  return JSON.stringify(v.parse(adviceSchema, advice));
}

/** Which offer an advice is for, before anything is verified: to look it up. Throws ERR_MESSAGE_MALFORMED. */
export function offerIdOfAdvice(message: string): string {
  const receipt = peekPayload(parseBoundedJson(message, adviceSchema).res, mpResSchema);
  if (receipt.code !== 'approved') throw new ProtocolError('ERR_ADVICE_RECEIPT', { field: 'code' });
  return receipt.offerId;
}

export interface AdviceExpectation extends Reading {
  /** The merchant's own offer, as it signed it. */
  readonly offerMessage: string;
  readonly offer: MpOffer;
}

export interface OpenedMpAdvice {
  readonly receipt: Receipt;
  readonly preimage: string;
  readonly intermediary: TrustedCertificate;
}

/** The merchant's checks (SET-FACTS section 10, "M on MPAdvice"). Throws ERR_ADVICE_* or what the receipt throws. */
export async function openMpAdvice(message: string, expected: AdviceExpectation): Promise<OpenedMpAdvice> {
  const { res, preimage } = parseBoundedJson(message, adviceSchema);
  const { payload: receipt, sender: intermediary } = await mpResMessage.open(res, expected);
  if (receipt.code !== 'approved') throw new ProtocolError('ERR_ADVICE_RECEIPT', { field: 'code' });
  const { offer, offerMessage } = expected;
  const id = intermediary.merchantData?.merchantId ?? '';
  const same: Record<string, boolean> = {
    intermediaryId:
      receipt.intermediaryId === id && acceptsIntermediary(offer, { id, brand: intermediary.brand }),
    offerId: receipt.offerId === offer.offerId,
    offerDigest: receipt.offerDigest === (await digestOf(offerMessage)),
    challM: receipt.challM === offer.challM,
    amount: sameAmount(receipt.amount, offer.amount),
    merchantId: receipt.merchantId === offer.merchantId,
  };
  for (const [field, equal] of Object.entries(same))
    if (!equal) throw new ProtocolError('ERR_ADVICE_RECEIPT', { field });
  if (!(await opensDeliveryTag(receipt.deliveryTag, receipt.offerId, preimage)))
    throw new ProtocolError('ERR_ADVICE_PREIMAGE');
  if (expected.at > receipt.adviceDeadline)
    throw new ProtocolError('ERR_ADVICE_LATE', { adviceDeadline: receipt.adviceDeadline });
  return { receipt, preimage, intermediary };
}
