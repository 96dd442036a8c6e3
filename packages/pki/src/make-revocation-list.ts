/**
 * A brand's publication: one revocation list of each of its authorities, and the brand's identifier that names exactly
 * these as the current ones (SET Book 2, BrandCRLIdentifier).
 */
import {
  brandCrlIdentifier,
  type Certificate,
  encodeBase64,
  encodeBase64Url,
  issueCrl,
  type RevocationList,
  type RevokedCertificate,
  type Signer,
  sha256,
} from '@ecomm/protocol';

export interface PublishingAuthority {
  readonly certificate: Certificate;
  readonly privateKey: CryptoKey;
  readonly revoked: readonly RevokedCertificate[];
}

export interface Publication {
  readonly brand: string;
  /** The brand authority's; it signs the identifier. */
  readonly signer: Signer;
  readonly authorities: readonly PublishingAuthority[];
  /** Counts up from one publication to the next, for the identifier and all lists alike. */
  readonly sequence: number;
  /** Seconds since 1970. */
  readonly at: number;
  readonly lifeSeconds: number;
  /** DER, oldest first: the roots after the first one. */
  readonly laterRoots?: readonly Uint8Array[];
}

export async function makeRevocationList(publication: Publication): Promise<RevocationList> {
  const { brand, signer, authorities, sequence, at, lifeSeconds, laterRoots = [] } = publication;
  const lists = await Promise.all(
    authorities.map(async ({ certificate, privateKey, revoked }) => {
      const issuer = { certificate, privateKey };
      const der = await issueCrl({
        ...{ issuer, revoked, crlNumber: sequence },
        thisUpdate: at,
        nextUpdate: at + lifeSeconds,
      });
      return { issuer: certificate.subject, der, digest: encodeBase64Url(await sha256(der)) };
    }),
  );
  const bci = await brandCrlIdentifier.sign(
    {
      sequence,
      brand,
      crls: lists.map(({ issuer, digest }) => ({ issuer, crlNumber: sequence, digest })),
      iat: at,
      exp: at + lifeSeconds,
    },
    signer,
  );
  return {
    bci,
    crls: lists.map(({ der }) => encodeBase64(der)),
    ...(laterRoots.length === 0 ? {} : { roots: laterRoots.map(encodeBase64) }),
  };
}
