/** Object identifiers: SET's private X.509 extensions (arc 2.23.42, SET-FACTS section 1) and our own arc. */

/**
 * Ours, from UUID 8b1f0a52-6c3d-4e0e-9a57-ec0771998001 in the form that splits it into small numbers; asn1js reads
 * a 128-bit number under 2.25 (ITU-T X.667) back wrongly. See docs/decisions/0004-object-identifiers.md.
 */
const ecommArc = '1.2.840.113556.1.8000.2554.35615.2642.27709.19982.39511.15468401.10059777';

export const oids = {
  /** Commits a root to the next root's key. Critical. */
  hashedRootKey: '2.23.42.7.0',
  /** Which kind of party the certificate is for. Critical. */
  certificateType: '2.23.42.7.1',
  merchantData: '2.23.42.7.2',
  cardCertRequired: '2.23.42.7.3',
  /** Message extensions that a gateway processes. */
  setExtensions: '2.23.42.7.5',
  rootPolicy: '2.23.42.5.0',
  tokenB0Prime: '2.23.42.3.2.2',
  tokenEmv: '2.23.42.3.2.1',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
  /** Certificate extension: this merchant is an MSET intermediary. Not critical. */
  msetRole: `${ecommArc}.1.1`,
  /** Message extension: the card's cryptogram, in PIHead only. */
  chipCertificate: `${ecommArc}.2.1`,
} as const;
