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
import { type Gateway, readingOf } from './gateway.ts';
import type { ChipVerdict } from './issuer-host.ts';

export type OpenedInstructions =
  | { readonly status: 'refused'; readonly authCode: AuthCode; readonly field: string }
  | {
      readonly status: 'valid';
      readonly instructions: PaymentInstructions;
      readonly chip: ChipVerdict;
    };

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
  });
  if (opened.status !== 'valid') return { status: 'refused', authCode: opened.status, field: opened.field };
  const { instructions } = opened;
  const { piData, chipCertificate: certificate } = instructions;
  if (!gateway.issuer.issues(piData.panData.pan))
    return { status: 'refused', authCode: 'declined', field: 'bin' };
  const chip =
    certificate === undefined ? undefined : { certificate, expectedTxData: await transactionDataOf(piData) };
  return {
    status: 'valid',
    instructions,
    chip: await gateway.issuer.verifyChip(piData.panData.pan, chip),
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
