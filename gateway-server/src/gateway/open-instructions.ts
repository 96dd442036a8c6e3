/**
 * Opens the cardholder's payment instructions for one AuthReq and has the card's cryptogram checked: everything
 * that can be known without the books. What the card must have certified is rebuilt from the instructions.
 */
import { encodeTransactionData } from '@ecomm/card';
import {
  type AuthCode,
  type AuthReq,
  currencyOf,
  decodeBase64Url,
  openPaymentInstructions,
  type PaymentInstructions,
  type PiData,
} from '@ecomm/protocol';
import type { AuthTokenContent } from './auth-token.ts';
import type { CardFlags } from './defer.ts';
import { type Gateway, readingOf } from './gateway.ts';
import type { ChipVerdict } from './issuer-host.ts';

export type OpenedInstructions =
  | { readonly status: 'refused'; readonly authCode: AuthCode; readonly field: string }
  | {
      readonly status: 'valid';
      readonly instructions: PaymentInstructions;
      readonly chip: ChipVerdict;
      /** Undefined without a cryptogram. */
      readonly flags: CardFlags | undefined;
    }
  /** A later parcel of an order whose instructions were opened before. */
  | { readonly status: 'subsequent'; readonly token: AuthTokenContent; readonly authToken: string };

/** Throws a ProtocolError where SET answers an Error message: signature, seal, recipient, PAN not certified. */
export async function openInstructions(
  gateway: Gateway,
  authReq: AuthReq,
  pi: string,
  at: number,
): Promise<OpenedInstructions> {
  const opened = await openPaymentInstructions(pi, {
    ...readingOf(gateway, at),
    authReq,
    gatewayThumb: gateway.opener.thumb,
    brand: gateway.brand,
    cardCertRequired: gateway.cardCertRequired,
  });
  if (opened.status !== 'valid') return { status: 'refused', authCode: opened.status, field: opened.field };
  const { instructions } = opened;
  const { piData, chipCertificate: certificate } = instructions;
  if (!gateway.issuer.issues(piData.panData.pan))
    return { status: 'refused', authCode: 'declined', field: 'bin' };
  const chip =
    certificate === undefined ? undefined : { certificate, expectedTxData: await transactionDataOf(piData) };
  const most = certificate === undefined ? limitWithoutCam(gateway, instructions) : undefined;
  // The later parcels of an order show no instructions any more: the whole of it must be below the limit.
  const { value } = authReq.subsequentAuthInd === true ? piData.piHead.purchAmt : authReq.authReqAmt;
  if (most !== undefined && value > most.minor)
    return { status: 'refused', authCode: most.authCode, field: most.field };
  return {
    status: 'valid',
    instructions,
    chip: await gateway.issuer.verifyChip(piData.panData.pan, chip),
    flags: certificate === undefined ? undefined : flagsOf(certificate.cardData),
  };
}

async function transactionDataOf({ piHead }: PiData): Promise<Uint8Array> {
  const { number, exponent } = currencyOf(piHead.purchAmt.currency);
  return encodeTransactionData({
    kind: 'purchase',
    amountMinor: piHead.purchAmt.value,
    currencyNumber: Number(number),
    exponent,
    dateSeconds: piHead.transIds.preqDate,
    merchantId: piHead.merchantId,
    xid: decodeBase64Url(piHead.transIds.xid),
    hod: decodeBase64Url(piHead.hod),
  });
}

/** What an authorization without the card's cryptogram may cost, and how a higher one is refused. */
function limitWithoutCam({ policy }: Gateway, { cardholder }: PaymentInstructions) {
  return cardholder === undefined
    ? ({ minor: policy.unsignedMostMinor, authCode: 'signatureRequired', field: 'unsignedLimit' } as const)
    : ({ minor: policy.withoutCamMostMinor, authCode: 'callIssuer', field: 'withoutCamLimit' } as const);
}

/** PAN sequence (1) ‖ CTC (4) ‖ status (2); flag 02 of the status is "ceiling passed" (SET-FACTS section 6). */
function flagsOf(cardData: string): CardFlags | undefined {
  try {
    const flags = decodeBase64Url(cardData, 7)[5] ?? 0;
    return { ceilingPassed: (flags & 0x02) !== 0 };
  } catch {
    return undefined;
  }
}
