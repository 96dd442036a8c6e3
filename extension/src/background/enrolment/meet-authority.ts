/** CardCInitReq → CardCInitRes: the bank's authority, whose certificate seals what follows, and its challenge. */
import {
  type CardCInitReq,
  type CardCInitRes,
  cardCInitRes,
  encodeCardCInitReq,
  newIdentifier,
  ProtocolError,
  type TrustedCertificate,
} from '@ecomm/protocol';
import type { Issuer } from '../config.ts';
import type { WalletPorts } from '../ports.ts';

export interface MetAuthority {
  readonly request: CardCInitReq;
  readonly response: CardCInitRes;
  readonly authority: TrustedCertificate;
}

export async function meetAuthority(
  { enrolUrl }: Pick<Issuer, 'enrolUrl'>,
  ports: WalletPorts,
): Promise<MetAuthority> {
  const { config, trust } = await ports.setup();
  const request: CardCInitReq = {
    rrpid: newIdentifier(ports.random),
    lidEE: newIdentifier(ports.random),
    challEE: newIdentifier(ports.random),
    brand: config.brand,
  };
  const answer = await ports.network.post(
    `${enrolUrl}/cardcinit`,
    encodeCardCInitReq(request),
    'application/json',
  );
  const { payload: response, sender } = await cardCInitRes.open(answer, { trust, at: ports.now() });
  if (response.challEE !== request.challEE)
    throw new ProtocolError('ERR_MESSAGE_CHALLENGE', { field: 'challEE' });
  if (response.rrpid !== request.rrpid || response.lidEE !== request.lidEE)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  const authority = await sealedTo(response, sender, ports);
  return { request, response, authority };
}

/** The authority's key-exchange certificate. Throws ERR_CERTIFICATE_NAME when it is not of who signed. */
export async function sealedTo(
  { caThumb, caChain }: { readonly caThumb: string; readonly caChain: readonly string[] },
  sender: TrustedCertificate,
  ports: WalletPorts,
): Promise<TrustedCertificate> {
  const { config, trust } = await ports.setup();
  const authority = await trust.certificateFor({
    thumb: caThumb,
    x5c: caChain,
    roles: ['cardholderCa'],
    purpose: 'keyExchange',
    at: ports.now(),
  });
  if (authority.subject !== sender.subject || authority.brand !== config.brand)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { subject: authority.subject });
  return authority;
}
