/** PCertReq → PCertRes: which certificate shoppers are to seal their payment instructions to (SET Book 2). */
import {
  answerRetentionSeconds,
  digestOf,
  forRequest,
  type PCertReq,
  type PCertRes,
  ProtocolError,
  pCertReq,
  pCertRes,
} from '@ecomm/protocol';
import { answerOnce } from './answer-once.ts';
import { gatewayNamed } from './answering.ts';
import type { Gateway } from './gateway.ts';
import { assertServed } from './merchant.ts';
import { revocationFor } from './revocation-for.ts';

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
  const { rrpid, merchantId } = payload;
  await forRequest(rrpid, () => assertServed(gateway, sender, merchantId));
  const { answer } = await answerOnce(gateway, {
    kind: 'pCertReq',
    sender: sender.thumb,
    rrpid,
    requestDigest,
    at,
    execute: () => itemsFor(gateway, payload),
    answer: (items) =>
      pCertRes.sign(
        {
          ...{ rrpid, items, ...revocationFor(gateway, payload.thumbs) },
          ...{ iat: at, exp: at + answerRetentionSeconds },
        },
        gateway.identity.signer,
      ),
  });
  return answer;
}

function itemsFor(gateway: Gateway, { brands, thumbs = [] }: PCertReq): PCertRes['items'] {
  const { thumb } = gateway.self;
  return brands.map(({ brand, bin }) => {
    if (brand !== gateway.brand) return { brand, code: 'brandNotSupported' };
    if (bin !== undefined && !gateway.issuer.issues(bin)) return { brand, code: 'unknownBIN' };
    const chain = thumbs.includes(thumb) ? {} : { chain: [...gateway.identity.keyExchangeChain] };
    return { brand, code: 'success', thumb, ...chain };
  });
}
