/** The wallet's checks on its own new certificate: path, brand, our key, our card under the blinding. */
import {
  blindPan,
  decodeChain,
  type EcPublicJwk,
  ProtocolError,
  type TrustedCertificate,
} from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import type { CardNumber } from '../journal/secrets.ts';
import type { WalletPorts } from '../ports.ts';

interface Expected {
  readonly card: CardNumber;
  readonly publicKey: EcPublicJwk;
  readonly panSecret: Uint8Array;
}

/** Throws ERR_CERTIFICATE_*, or ERR_WALLET_CERTIFICATE_OTHER when it certifies another key or card. */
export async function checkCertificate(
  chain: readonly string[],
  { card, publicKey, panSecret }: Expected,
  ports: WalletPorts,
): Promise<TrustedCertificate> {
  const { config, trust } = await ports.setup();
  const [leaf] = await decodeChain(chain);
  if (leaf === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING');
  const certificate = await trust.certificateFor({
    thumb: leaf.thumb,
    x5c: chain,
    roles: ['cardholder'],
    purpose: 'signature',
    at: ports.now(),
  });
  if (certificate.brand !== config.brand)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { brand: certificate.brand });
  const { x, y } = await crypto.subtle.exportKey('jwk', certificate.publicKey);
  if (x !== publicKey.x || y !== publicKey.y)
    throw new WalletError('ERR_WALLET_CERTIFICATE_OTHER', { field: 'publicKey' });
  if (certificate.commonName !== (await blindPan(card.pan, card.expiry, panSecret)))
    throw new WalletError('ERR_WALLET_CERTIFICATE_OTHER', { field: 'commonName' });
  return certificate;
}
