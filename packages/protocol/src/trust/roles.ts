/** Who a certificate is for (SET's certificateType) and which kind may certify which (SET-FACTS section 1). */

/** Bit positions of the certificateType BIT STRING. */
export const certificateTypes = [
  'cardholder',
  'merchant',
  'gateway',
  'cardholderCa',
  'merchantCa',
  'gatewayCa',
  'geopoliticalCa',
  'brandCa',
  'rootCa',
] as const;

export type CertificateType = (typeof certificateTypes)[number];

/** A certificateType, or the merchant that MSET makes an intermediary by its msetRole extension. */
export type Role = CertificateType | 'intermediary';

/** What a message's sender uses its key for: signing, or agreeing on a key for a seal. */
export type KeyPurpose = 'signature' | 'keyExchange';

const issuersOf: Readonly<Record<CertificateType, readonly CertificateType[]>> = {
  rootCa: ['rootCa'],
  brandCa: ['rootCa'],
  geopoliticalCa: ['brandCa'],
  cardholderCa: ['brandCa', 'geopoliticalCa'],
  merchantCa: ['brandCa', 'geopoliticalCa'],
  gatewayCa: ['brandCa', 'geopoliticalCa'],
  cardholder: ['cardholderCa'],
  merchant: ['merchantCa'],
  gateway: ['gatewayCa'],
};

export function mayCertify(issuer: CertificateType, subject: CertificateType): boolean {
  return issuersOf[subject].includes(issuer);
}

export function isAuthority(type: CertificateType): boolean {
  return type.endsWith('Ca');
}
