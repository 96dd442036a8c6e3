/**
 * Renewal of cardholder certificates (SET Book 2, RequestType cardRenewalSig).
 *
 * CertRenewReq = seal{CA; S{old key; S{new key; CertReq}}}: two signers, the new key shows that it is held, the old
 * certificate who asks. No PIN: the old key speaks for the holder whom the card once vouched for.
 */
import * as v from 'valibot';
import { ProtocolError } from '../errors.ts';
import { openSeal, type SealOpener, type SealRecipient, seal } from '../jose/sealed.ts';
import { type Reading, type Signer, signedMessage } from '../jose/signed-message.ts';
import type { TrustedCertificate } from '../trust/trust-store.ts';
import { type CertReq, signCertReq, verifyCertReq } from './card-enrolment.ts';
import { timesFields } from './trans-ids.ts';

const certRenewReq = signedMessage({
  typ: 'set-certrenewreq+jwt',
  roles: ['cardholder'],
  schema: v.strictObject({ certReq: v.pipe(v.string(), v.maxLength(16_384)), ...timesFields }),
  age: 'fresh',
});

/** `request.requestType` is cardRenewalSig; `key` is the new one, `oldSigner` holds the certificate to renew. */
export async function makeCertRenewReq(
  request: CertReq,
  keys: { readonly key: CryptoKey; readonly oldSigner: Signer; readonly at: number },
  authority: SealRecipient,
): Promise<string> {
  const certReq = await signCertReq(request, keys.key);
  return seal(
    await certRenewReq.sign({ certReq, iat: keys.at, exp: keys.at + 300 }, keys.oldSigner),
    authority,
  );
}

export interface OpenedCertRenewReq {
  readonly request: CertReq;
  /** The certificate to renew, its path valid now. */
  readonly old: TrustedCertificate;
}

export async function openCertRenewReq(
  sealed: string,
  reading: Reading & { readonly openers: readonly SealOpener[] },
): Promise<OpenedCertRenewReq> {
  const { payload, sender } = await certRenewReq.open(await openSeal(sealed, reading.openers), reading);
  const request = await verifyCertReq(payload.certReq, reading.at);
  if (request.requestType !== 'cardRenewalSig')
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'requestType' });
  return { request, old: sender };
}
