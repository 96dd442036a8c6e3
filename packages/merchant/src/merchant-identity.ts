/** A merchant's keys and certificates from its identity file, and the trust that its own tree gives it. */
import { type Identity, importIdentity, ProtocolError, TrustStore } from '@ecomm/protocol';

/**
 * `file` is the parsed JSON. Throws ERR_CERTIFICATE_ROLE when it is not a merchant's, and what `importIdentity`
 * throws.
 */
export async function openMerchantIdentity(
  file: unknown,
): Promise<{ identity: Identity; trust: TrustStore }> {
  const identity = await importIdentity(file);
  const { type, merchantData } = identity.certificate;
  if (type !== 'merchant' || merchantData === undefined)
    throw new ProtocolError('ERR_CERTIFICATE_ROLE', { type });
  return { identity, trust: new TrustStore({ anchors: identity.anchors }) };
}
