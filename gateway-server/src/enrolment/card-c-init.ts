/**
 * CardCInitReq → CardCInitRes: the authority's challenge, which serves once within ten minutes, and the certificate
 * to which the request proper is sealed (SET Book 2, cardholder registration).
 */
import {
  assertKnownExtensions,
  cardCInitRes,
  decodeCardCInitReq,
  newIdentifier,
  ProtocolError,
} from '@ecomm/protocol';
import { GatewayError } from '../errors.ts';
import type { CardholderAuthority } from './authority.ts';

export const challengeLifeSeconds = 600;
/** Bounds what strangers can make the authority keep. */
export const maxOpenChallenges = 10_000;

/** `body` is JSON, the answer a compact JWS. Throws ERR_MESSAGE_MISMATCH for another brand. */
export async function answerCardCInit(authority: CardholderAuthority, body: string): Promise<string> {
  const { rrpid, lidEE, challEE, brand, extensions } = decodeCardCInitReq(body);
  assertKnownExtensions(extensions);
  if (brand !== authority.brand) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'brand' });
  const at = authority.clock();
  const challCA = newIdentifier(authority.random);
  authority.work.perform(() => {
    if (authority.enrolment.purgeChallenges(at) >= maxOpenChallenges)
      throw new GatewayError('ERR_GATEWAY_BUSY', 'too many enrolments are open; try again in some minutes');
    authority.enrolment.addChallenge({
      purpose: 'card',
      challCA,
      rrpid,
      lidEE,
      challEE,
      expiresAt: at + challengeLifeSeconds,
    });
  });
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
