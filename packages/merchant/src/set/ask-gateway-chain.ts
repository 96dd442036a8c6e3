/**
 * PCertReq: asks the gateway for its key-exchange certificate, when the one that the merchant has ends or was never
 * given (SET Book 2, PCertReq). What comes back counts only as far as its path is valid.
 */
import { newIdentifier, type PCertRes, ProtocolError, pCertReq, pCertRes } from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { heldLists, learnRevocation } from '../revocation/learn-revocation.ts';
import { merchantIdOf, type SetMerchant } from './set-merchant.ts';

const requestLifeSeconds = 300;

/**
 * Base64 DER, leaf first without the root: for `gatewayCertificateOf`. Throws ERR_GATEWAY_UNREACHABLE, or
 * ERR_CERTIFICATE_* for a chain that can't be used.
 */
export async function askGatewayChain(
  merchant: Pick<
    SetMerchant,
    'identity' | 'trust' | 'gateway' | 'brand' | 'now' | 'random' | 'revocation' | 'onNote'
  >,
): Promise<readonly string[]> {
  const { identity, trust, gateway, brand, now, random } = merchant;
  const rrpid = newIdentifier(random);
  const at = now();
  const message = await pCertReq.sign(
    {
      ...{ rrpid, merchantId: merchantIdOf(merchant), brands: [{ brand }], ...heldLists(merchant) },
      ...{ iat: at, exp: at + requestLifeSeconds },
    },
    identity.signer,
  );
  const reply = await gateway.send('/set/pcertreq', message);
  if (reply.status !== 'answered')
    throw new MerchantError('ERR_GATEWAY_UNREACHABLE', {
      reason: reply.status === 'refused' ? reply.code : reply.reason,
    });
  const { payload } = await pCertRes.open(reply.body, { trust, at });
  if (payload.rrpid !== rrpid) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  await learnRevocation(merchant, payload.revocation);
  const { thumb, chain } = certified(payload, brand);
  await trust.certificateFor({ thumb, x5c: chain, roles: ['gateway'], purpose: 'keyExchange', at });
  return chain;
}

function certified({ items }: PCertRes, asked: string): { thumb: string; chain: readonly string[] } {
  const item = items.find(({ brand }) => brand === asked);
  if (item?.thumb === undefined || item.chain === undefined)
    throw new ProtocolError('ERR_CERTIFICATE_MISSING', { code: item?.code ?? 'no answer' });
  return { thumb: item.thumb, chain: item.chain };
}
