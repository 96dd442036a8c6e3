/** The gateway's key-exchange certificate, from the chain that the acquirer gave the merchant. */
import { decodeChain, encodeBase64, type TrustStore } from '@ecomm/protocol';
import type { MerchantGateway } from './set-merchant.ts';

/**
 * @param chain base64 DER, leaf first without the root.
 * @returns a function that gives the certificate while its path is valid; it throws ERR_CERTIFICATE_* after.
 */
export async function gatewayCertificateOf(
  chain: readonly string[],
  { trust, now }: { readonly trust: TrustStore; readonly now: () => number },
): Promise<() => Promise<MerchantGateway>> {
  const decoded = await decodeChain(chain);
  const [leaf] = decoded;
  if (leaf === undefined) throw new TypeError('the gateway’s chain is empty');
  const x5c = decoded.map(({ der }) => encodeBase64(der));
  return async () => {
    const { thumb, publicKey } = await trust.certificateFor({
      thumb: leaf.thumb,
      x5c,
      roles: ['gateway'],
      purpose: 'keyExchange',
      at: now(),
    });
    return { thumb, publicKey, chain: x5c };
  };
}
