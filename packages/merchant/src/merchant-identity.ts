/** A merchant's keys and certificates from its identity file, and the trust that its own tree gives it. */
import { type Identity, importIdentity, ProtocolError, RevocationStatus, TrustStore } from '@ecomm/protocol';

export interface OpenedIdentity {
  readonly identity: Identity;
  readonly trust: TrustStore;
  /** What `trust` knows of revoked certificates: `refreshRevocation` keeps it current. */
  readonly revocation: RevocationStatus;
}

export interface IdentityOptions {
  /** Whether nothing is accepted as long as revocation is not known. Default: it is not needed. */
  readonly requiresRevocation?: boolean;
}

/**
 * `file` is the parsed JSON. Throws ERR_CERTIFICATE_ROLE when it is not a merchant's, and what `importIdentity`
 * throws.
 */
export async function openMerchantIdentity(
  file: unknown,
  { requiresRevocation = false }: IdentityOptions = {},
): Promise<OpenedIdentity> {
  const identity = await importIdentity(file);
  const { type, merchantData, brand } = identity.certificate;
  if (type !== 'merchant' || merchantData === undefined)
    throw new ProtocolError('ERR_CERTIFICATE_ROLE', { type });
  const { anchors } = identity;
  const revocation = new RevocationStatus({ anchors, brand, required: requiresRevocation });
  const trust = new TrustStore({
    anchors,
    laterRoots: () => revocation.roots,
    isRevoked: (certificate, issuer, at) => revocation.isRevoked(certificate, issuer, at),
  });
  return { identity, trust, revocation };
}
