/**
 * The gateway's opening of the payment instructions, in SET's order of checks (SET-FACTS section 3.5, "P").
 *
 * It returns a status where SET answers an AuthCode, and throws where SET answers an Error message.
 */

import { decodeBase64Url } from '../encoding/base64url.ts';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { digestOf } from '../encoding/digest.ts';
import { assertKnownExtensions } from '../encoding/fields.ts';
import { ProtocolError } from '../errors.ts';
import { openSeal, type SealOpener } from '../jose/sealed.ts';
import type { Reading } from '../jose/signed-message.ts';
import { oids } from '../trust/oids.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import type { AuthReq } from './auth.ts';
import { blindPan } from './blinded-pan.ts';
import { type ChipCertificate, findChipCertificate } from './chip-certificate.ts';
import { noPanSecret, openDual, type PiData, piDataSchema, sealedPiSchema } from './preq.ts';
import { sameTransaction } from './trans-ids.ts';

export interface PaymentInstructions {
  readonly piData: PiData;
  readonly piDigest: string;
  /** Undefined for PReqUnsigned. */
  readonly cardholder: TrustedCertificate | undefined;
  readonly chipCertificate: ChipCertificate | undefined;
}

export type OpenedPaymentInstructions =
  | { readonly status: 'valid'; readonly instructions: PaymentInstructions }
  | {
      readonly status:
        | 'piAuthMismatch'
        | 'cardMerchBrandMismatch'
        | 'signatureRequired'
        | 'installRecurMismatch';
      readonly field: string;
    };

export interface PaymentInstructionsExpectation extends Reading {
  readonly openers: readonly SealOpener[];
  readonly authReq: AuthReq;
  /** The thumb of the key-exchange certificate that this gateway answers for. */
  readonly gatewayThumb: string;
  readonly brand: string;
  /** Whether PReqUnsigned is refused, as the gateway's certificate says (cardCertRequired). Default: it is. */
  readonly cardCertRequired?: boolean;
}

export async function openPaymentInstructions(
  pi: string,
  expected: PaymentInstructionsExpectation,
): Promise<OpenedPaymentInstructions> {
  const sealed = parseBoundedJson(await openSeal(pi, expected.openers), sealedPiSchema);
  const piDigest = await digestOf(sealed.piData);
  const cardholder = await openDual(sealed.dual, { piDigest, oiDigest: sealed.oiDigest }, expected);
  const piData = parseBoundedJson(sealed.piData, piDataSchema);
  const { piHead, panData } = piData;
  assertKnownExtensions(piHead.extensions, [oids.chipCertificate]);
  if (piHead.gatewayThumb !== expected.gatewayThumb) throw new ProtocolError('ERR_MESSAGE_RECIPIENT');
  const { authReq } = expected;
  const same: Record<string, boolean> = {
    transIds: sameTransaction(piHead.transIds, authReq.transIds),
    merchantId: piHead.merchantId === authReq.merchantId,
    hod: piHead.hod === authReq.checkDigests.hod,
    oiDigest: sealed.oiDigest === authReq.checkDigests.oiDigest,
    currency: piHead.purchAmt.currency === authReq.authReqAmt.currency,
    amount: authReq.authReqAmt.value <= piHead.purchAmt.value,
  };
  for (const [field, equal] of Object.entries(same)) if (!equal) return { status: 'piAuthMismatch', field };
  if (cardholder === undefined) {
    if (expected.cardCertRequired ?? true) return { status: 'signatureRequired', field: 'dual' };
    if (panData.panSecret !== noPanSecret) throw new ProtocolError('ERR_PAN_NOT_CERTIFIED');
  } else {
    if (cardholder.brand !== expected.brand) return { status: 'cardMerchBrandMismatch', field: 'brand' };
    const panSecret = decodeBase64Url(panData.panSecret, 20);
    const commonName = await blindPan(panData.pan, panData.cardExpiry, panSecret);
    if (commonName !== cardholder.commonName) throw new ProtocolError('ERR_PAN_NOT_CERTIFIED');
  }
  if (piHead.installRecurData !== undefined || authReq.installRecurData !== undefined)
    return { status: 'installRecurMismatch', field: 'installRecurData' };
  const chipCertificate = findChipCertificate(piHead.extensions);
  return { status: 'valid', instructions: { piData, piDigest, cardholder, chipCertificate } };
}
