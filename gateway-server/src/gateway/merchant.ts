/** Who asks the gateway: the merchant that signed, under the name that the message gives, and where to answer. */
import {
  decodeBase64,
  encodeBase64Url,
  forRequest,
  type Opened,
  ProtocolError,
  partyIdOf,
  type SealRecipient,
  sha256,
  type TrustedCertificate,
} from '@ecomm/protocol';
import type { Gateway } from './gateway.ts';

interface FromMerchant {
  readonly rrpid: string;
  readonly merchantId: string;
  readonly merchantChain: readonly string[];
}

export interface Merchant {
  readonly merchantId: string;
  /** Thumb of its signature certificate. */
  readonly thumb: string;
  readonly recipient: SealRecipient;
}

/**
 * The certified merID must be the message's (SET Book 2, RRTags), for the signature and for the key-exchange
 * certificate alike. Throws ERR_MESSAGE_MISMATCH or ERR_CERTIFICATE_*.
 */
export function openMerchant(gateway: Gateway, opened: Opened<FromMerchant>, at: number): Promise<Merchant> {
  return forRequest(opened.payload.rrpid, () => checkMerchant(gateway, opened, at));
}

async function checkMerchant(
  gateway: Gateway,
  { payload, sender }: Opened<FromMerchant>,
  at: number,
): Promise<Merchant> {
  const { merchantId, merchantChain } = payload;
  assertServed(gateway, sender, merchantId);
  const exchange = await gateway.trust.certificateFor({
    thumb: encodeBase64Url(await sha256(decodeBase64(merchantChain[0] ?? ''))),
    x5c: merchantChain,
    roles: ['merchant'],
    purpose: 'keyExchange',
    at,
  });
  if (partyIdOf(exchange) !== merchantId)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'merchantChain' });
  const recipient = { thumb: exchange.thumb, publicKey: exchange.publicKey };
  return { merchantId, thumb: sender.thumb, recipient };
}

/**
 * A shop that could send its shoppers to another bank's gateway would choose the one that asks least of them. Throws
 * ERR_MESSAGE_MISMATCH naming what is not this gateway's.
 */
export function assertServed(
  { brand, acquirerBin }: Pick<Gateway, 'brand' | 'acquirerBin'>,
  sender: TrustedCertificate,
  merchantId: string,
): void {
  if (partyIdOf(sender) !== merchantId || sender.brand !== brand)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'merchantId' });
  if (acquirerBin !== undefined && sender.merchantData?.acquirerBin !== acquirerBin)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'acquirerBin' });
}
