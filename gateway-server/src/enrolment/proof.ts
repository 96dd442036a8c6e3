/**
 * What speaks for a holder who asks for a certificate: the card with PIN and CAM, the answers to the bank's form for a
 * card without a chip, or the key that was certified before.
 *
 * `proofOf` does what needs keys and time; `identifyHolder` is for the books, inside the caller's transaction.
 */
import { encodeTransactionData } from '@ecomm/card';
import {
  type CertReq,
  currencyOf,
  decodeBase64Url,
  enrolmentAmount,
  enrolmentDigest,
  enrolmentMerchantId,
  type TrustedCertificate,
} from '@ecomm/protocol';
import type { ChipVerdict, IssuerReason } from '../gateway/issuer-host.ts';
import type { CardholderAuthority } from './authority.ts';
import { answerTo, cardForm, cardFormId, malformedAnswers } from './registration-form.ts';
import { formTries, isSecret, plainText, type SecretVerifier } from './secret-answer.ts';

export type Proof =
  | { readonly kind: 'chip'; readonly chip: ChipVerdict }
  | {
      readonly kind: 'form';
      /** Names of fields that were not filled in as asked. */
      readonly failedItems: readonly string[];
      readonly isRight: boolean;
    }
  | {
      readonly kind: 'key';
      /** Of the certificate to renew; undefined when it is not in the books. */
      readonly cardId: string | undefined;
    };

/** `old` is the certificate to renew, its path valid now. */
export async function proofOf(
  authority: CardholderAuthority,
  request: CertReq,
  old: TrustedCertificate | undefined,
): Promise<Proof> {
  if (old !== undefined) {
    const { serialNumber } = old;
    const isRevoked = authority.revocations.isRevoked('cardholders', serialNumber);
    const certificate = isRevoked ? undefined : authority.enrolment.findCertificate(serialNumber);
    return { kind: 'key', cardId: certificate?.cardId };
  }
  if (request.regForm !== undefined && request.chipCertificate === undefined)
    return proofByForm(authority, request);
  return { kind: 'chip', chip: await verifyEnrolmentChip(authority, request) };
}

export interface Identified {
  readonly isHolder: boolean;
  readonly reason: IssuerReason | 'chipMissing' | 'formClosed' | 'formAnswerWrong' | 'keyOfAnother';
  readonly cardId?: string;
}

export function identifyHolder(
  { issuer, formHolders }: CardholderAuthority,
  { pan, cardExpiry, chipCertificate }: CertReq,
  { proof, at }: { readonly proof: Proof; readonly at: number },
): Identified {
  const cardholder = { pan, cardExpiry, transmittedAt: at };
  const { responseCode, reason, cardId } =
    proof.kind === 'key'
      ? issuer.identifyByKey(cardholder)
      : issuer.identify(cardholder, proof.kind === 'chip' ? proof.chip : { status: 'absent' });
  const facts = cardId === undefined ? {} : { cardId };
  if (responseCode !== '00' || cardId === undefined) return { isHolder: false, reason, ...facts };
  const refuse = (refusal: Identified['reason']): Identified => ({
    isHolder: false,
    reason: refusal,
    cardId,
  });
  if (proof.kind === 'key')
    return proof.cardId === cardId ? { isHolder: true, reason, cardId } : refuse('keyOfAnother');
  // A card without a chip, and without a form either: its number alone is nobody's word.
  if (proof.kind === 'chip')
    return chipCertificate === undefined ? refuse('chipMissing') : { isHolder: true, reason, cardId };
  const triesLeft = formHolders.find(cardId)?.triesLeft ?? 0;
  if (triesLeft === 0) return refuse('formClosed');
  formHolders.setTriesLeft(cardId, proof.isRight ? formTries : triesLeft - 1);
  return proof.isRight ? { isHolder: true, reason, cardId } : refuse('formAnswerWrong');
}

/** Compared for cards that have no form, so that how long it takes tells nothing. */
const nobody: SecretVerifier = { salt: 'A'.repeat(22), hash: 'A'.repeat(43) };

async function proofByForm(
  { issuer, formHolders, clock }: CardholderAuthority,
  { pan, cardExpiry, regFormId, regForm = [] }: CertReq,
): Promise<Proof> {
  const failedItems = regFormId === cardFormId ? malformedAnswers(cardForm('en'), regForm) : ['regFormId'];
  if (failedItems.length > 0) return { kind: 'form', failedItems, isRight: false };
  const { cardId = '' } = issuer.identifyByKey({ pan, cardExpiry, transmittedAt: clock() });
  const holder = formHolders.find(cardId);
  const verifier =
    holder === undefined ? nobody : { salt: holder.passphraseSalt, hash: holder.passphraseHash };
  const isPassphrase = await isSecret(answerTo(regForm, 'passphrase'), verifier);
  const isName = plainText(answerTo(regForm, 'holderName')) === plainText(holder?.holderName ?? '');
  return { kind: 'form', failedItems, isRight: holder !== undefined && isPassphrase && isName };
}

async function verifyEnrolmentChip(authority: CardholderAuthority, request: CertReq): Promise<ChipVerdict> {
  const { pan, chipCertificate, challCA, publicKey } = request;
  if (chipCertificate === undefined) return { status: 'absent' };
  const { number, exponent } = currencyOf(enrolmentAmount.currency);
  const expectedTxData = await encodeTransactionData({
    kind: 'enrolment',
    amountMinor: enrolmentAmount.value,
    currencyNumber: Number(number),
    exponent,
    dateSeconds: request.requestDate,
    merchantId: enrolmentMerchantId,
    xid: decodeBase64Url(request.rrpid),
    hod: decodeBase64Url(await enrolmentDigest(challCA, publicKey)),
  });
  return authority.issuer.verifyChip(pan, { certificate: chipCertificate, expectedTxData });
}
