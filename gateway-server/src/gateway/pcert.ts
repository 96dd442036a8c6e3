/** PCertReq → PCertRes: which certificate shoppers are to seal their payment instructions to (SET Book 2). */
import {
  answerRetentionSeconds,
  digestOf,
  type PCertRes,
  ProtocolError,
  partyIdOf,
  pCertReq,
  pCertRes,
} from '@ecomm/protocol';
import { gatewayNamed } from './answering.ts';
import type { Gateway } from './gateway.ts';

/** `gatewayId` names the gateway that is asked, where one process answers for several. The message is a JWS. */
export async function certificatesFor(
  asked: Gateway,
  message: string,
  gatewayId: string | undefined,
): Promise<string> {
  const gateway = gatewayId === undefined ? asked : gatewayNamed(asked, gatewayId);
  if (gateway === undefined) throw new ProtocolError('ERR_MESSAGE_RECIPIENT');
  const requestDigest = await digestOf(message);
  const repeated = gateway.answers.findByDigest('pCertReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = gateway.clock();
  const { payload, sender } = await pCertReq.open(message, { trust: gateway.trust, at });
  const { rrpid, merchantId, brands, thumbs = [] } = payload;
  if (partyIdOf(sender) !== merchantId)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'merchantId' });
  const { thumb } = gateway.self;
  const items: PCertRes['items'] = brands.map(({ brand, bin }) => {
    if (brand !== gateway.brand) return { brand, code: 'brandNotSupported' };
    if (bin !== undefined && !gateway.issuer.issues(bin)) return { brand, code: 'unknownBIN' };
    const chain = thumbs.includes(thumb) ? {} : { chain: [...gateway.identity.keyExchangeChain] };
    return { brand, code: 'success', thumb, ...chain };
  });
  const answer = await pCertRes.sign(
    { rrpid, items, iat: at, exp: at + answerRetentionSeconds },
    gateway.identity.signer,
  );
  gateway.work.perform(() =>
    gateway.answers.save({
      kind: 'pCertReq',
      sender: sender.thumb,
      rrpid,
      requestDigest,
      answer,
      answeredAt: at,
    }),
  );
  return answer;
}
