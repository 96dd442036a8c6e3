/**
 * PInitReq → PInitRes: a purchase gets its transaction and challenges, and the wallet the certificates of merchant
 * and gateway (SET-FACTS section 3.5, "C"). The wallet does not sign yet: it shows itself only when it pays.
 */
import {
  clockToleranceSeconds,
  encodePInitReq,
  newIdentifier,
  openPInitRes,
  type PInitReq,
  type PInitRes,
  ProtocolError,
  type TrustedCertificate,
} from '@ecomm/protocol';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { WalletPorts } from '../ports.ts';
import { learnRevocation } from '../revocation.ts';

export interface Initiated {
  readonly request: PInitReq;
  /** PInitRes, the JWS and what it says. */
  readonly answer: string;
  readonly response: PInitRes;
  readonly merchant: TrustedCertificate & { readonly merchantData: MerchantData };
  readonly gateway: TrustedCertificate;
}

/** As many as a PInitReq may name. */
const maxThumbs = 32;

type MerchantData = NonNullable<TrustedCertificate['merchantData']>;

/**
 * Asks the merchant at `setUrl` about its order `lidM`. Throws ERR_NETWORK_*, ERR_INITIATION_ORIGIN for a transaction that
 * another site relays as its own, or why the answer can't be trusted.
 */
export async function initiate(
  { setUrl, lidM }: { readonly setUrl: string; readonly lidM: string },
  { bin }: Pick<Enrolment, 'bin'>,
  ports: WalletPorts,
): Promise<Initiated> {
  const { config, knownGateways, revocation } = await ports.setup();
  const held = revocation.digest === undefined ? [] : [revocation.digest];
  const thumbs = [...held, ...[...knownGateways].slice(1 - maxThumbs)];
  const identifier = () => newIdentifier(ports.random);
  const request: PInitReq = {
    rrpid: identifier(),
    language: ports.language,
    lidC: identifier(),
    lidM,
    challC: identifier(),
    brand: config.brand,
    bin,
    ...(thumbs.length === 0 ? {} : { thumbs }),
  };
  const answer = await ports.network.post(`${setUrl}/pinit`, encodePInitReq(request), 'application/json');
  const initiated = await openInitiated({ request, answer }, ports);
  const { origin } = initiated.response;
  if (origin !== undefined && origin !== new URL(setUrl).origin)
    throw new ProtocolError('ERR_INITIATION_ORIGIN', { field: 'origin', origin });
  return initiated;
}

/**
 * Makes every check on a PInitRes, also on one that was received a while ago; once more when it brings news of what is
 * revoked.
 */
export async function openInitiated(
  { request, answer }: Pick<Initiated, 'request' | 'answer'>,
  ports: WalletPorts,
): Promise<Initiated> {
  const setup = await ports.setup();
  const { config, trust, knownGateways } = setup;
  const at = ports.now();
  const { payload: response, sender } = await openPInitRes(answer, { trust, at, request });
  const isNews =
    response.revocation !== undefined && (await learnRevocation(response.revocation, setup, ports));
  if (isNews) await openPInitRes(answer, { trust, at, request });
  const { merchantData } = sender;
  if (merchantData === undefined) throw new ProtocolError('ERR_CERTIFICATE_ROLE', { type: sender.type });
  if (Math.abs(at - response.transIds.preqDate) > clockToleranceSeconds)
    throw new ProtocolError('ERR_MESSAGE_TOO_OLD', { field: 'preqDate' });
  const gateway = await trust.certificateFor({
    thumb: response.gatewayThumb,
    x5c: response.gatewayChain,
    roles: ['gateway'],
    purpose: 'keyExchange',
    at,
  });
  for (const { brand, commonName } of [sender, gateway])
    if (brand !== config.brand) throw new ProtocolError('ERR_CERTIFICATE_NAME', { brand, commonName });
  knownGateways.add(gateway.thumb);
  return { request, answer, response, merchant: { ...sender, merchantData }, gateway };
}
