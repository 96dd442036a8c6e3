/** Makes a cardholder's certificate: it names the card only blinded, and ends with it at the latest. */
import { type Certificate, type EcPublicJwk, importEcPublicKey, issueCertificate } from '@ecomm/protocol';
import { expiryEnd } from '../issuer/card-expiry.ts';
import type { CardholderAuthority } from './authority.ts';

const certificateLifeSeconds = 2 * 365 * 24 * 3600;
/** Certificates begin an hour early, for wallets whose clock is late. */
const backdatingSeconds = 3600;

export interface CardholderRequest {
  readonly publicKey: EcPublicJwk;
  readonly blindedPan: string;
  /** Hex. */
  readonly serialNumber: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly notAfter: number;
}

export async function issueCardholder(
  { identity, brand, bankName }: CardholderAuthority,
  { publicKey, blindedPan, serialNumber, at, notAfter }: CardholderRequest,
): Promise<Certificate> {
  return issueCertificate(
    {
      subject: { country: 'FR', brand, unit: bankName, commonName: blindedPan },
      type: 'cardholder',
      purpose: 'signature',
      publicKey: await importEcPublicKey(publicKey),
      serialNumber,
      notBefore: at - backdatingSeconds,
      notAfter,
    },
    { certificate: identity.certificate, privateKey: identity.signer.key },
  );
}

/** SET: not beyond the card's own life; nor beyond the authority's. `cardExpiry` is YYYYMM. */
export function cardholderNotAfter(
  { identity }: CardholderAuthority,
  cardExpiry: string,
  at: number,
): number {
  return Math.min(at + certificateLifeSeconds, expiryEnd(cardExpiry) - 1, identity.certificate.notAfter);
}
