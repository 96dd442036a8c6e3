/** Which authority of the tree issued a certificate: by name and by signature, as another tree may use the names too. */
import type { Certificate, Identity } from '@ecomm/protocol';
import { PkiError } from './errors.ts';

/** The authority's file name. Throws ERR_PKI_FOREIGN. */
export async function issuerOf(
  leaf: Certificate,
  authorities: ReadonlyMap<string, Identity>,
): Promise<string> {
  for (const [name, { certificate }] of authorities)
    if (certificate.subject === leaf.issuer && (await isSignedWith(leaf, certificate))) return name;
  throw new PkiError('ERR_PKI_FOREIGN', `no authority of this tree issued ${leaf.subject}`, {
    facts: { subject: leaf.subject, issuer: leaf.issuer },
  });
}

/** The signature alone: the validity of either is another question. */
export async function isSignedWith(leaf: Certificate, issuer: Certificate): Promise<boolean> {
  return leaf.x509.verify({ publicKey: issuer.x509.publicKey, signatureOnly: true });
}
