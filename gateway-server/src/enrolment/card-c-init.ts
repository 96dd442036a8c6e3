/**
 * CardCInitReq → CardCInitRes: the authority's challenge, which serves once within ten minutes, and the certificate
 * to which the request proper is sealed (SET Book 2, cardholder registration).
 */
import { assertKnownExtensions, cardCInitRes, decodeCardCInitReq, ProtocolError } from '@ecomm/protocol';
import type { CardholderAuthority } from './authority.ts';
import { challengeLifeSeconds, openChallenge } from './challenge.ts';

/** `body` is JSON, the answer a compact JWS. Throws ERR_MESSAGE_MISMATCH for another brand. */
export async function answerCardCInit(authority: CardholderAuthority, body: string): Promise<string> {
  const { rrpid, lidEE, challEE, brand, extensions } = decodeCardCInitReq(body);
  assertKnownExtensions(extensions);
  if (brand !== authority.brand) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'brand' });
  const at = authority.clock();
  const challCA = openChallenge(authority, { purpose: 'card', rrpid, lidEE, challEE, at });
  return cardCInitRes.sign(
    {
      rrpid,
      lidEE,
      challEE,
      challCA,
      caThumb: authority.opener.thumb,
      caChain: [...authority.identity.keyExchangeChain],
      iat: at,
      exp: at + challengeLifeSeconds,
    },
    authority.identity.signer,
  );
}
