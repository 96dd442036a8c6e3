/**
 * Me-AqCInitReq → Me-AqCInitRes: the acquirer's challenge, its form, and the certificate to which the request proper is
 * sealed (SET Book 2, merchant and payment gateway registration).
 */
import { decodeMeAqCInitReq, meAqCInitRes, newIdentifier, ProtocolError } from '@ecomm/protocol';
import { challengeLifeSeconds, openChallenge } from './challenge.ts';
import { type PartyAuthorities, partyTypeOf } from './party-authorities.ts';
import { partyForm } from './registration-form.ts';

/**
 * `body` is JSON, the answer a compact JWS of the authority for that kind of party. Throws ERR_MESSAGE_MISMATCH for
 * another brand or acquirer. Who is registered is not told here.
 */
export async function answerPartyCInit(authorities: PartyAuthorities, body: string): Promise<string> {
  const { rrpid, lidEE, challEE, requestType, idData, brand, language } = decodeMeAqCInitReq(body);
  const authority = authorities[partyTypeOf(requestType)];
  if (brand !== authority.brand) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'brand' });
  if (idData.bin !== authority.acquirer.bin)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'bin' });
  const at = authority.clock();
  const challCA = openChallenge(authority, { purpose: authority.type, rrpid, lidEE, challEE, at });
  return meAqCInitRes.sign(
    {
      rrpid,
      lidEE,
      challEE,
      lidCA: newIdentifier(authority.random),
      challCA,
      regForm: partyForm(language, requestType.includes('Renewal') ? 'renewal' : 'initial'),
      caThumb: authority.opener.thumb,
      caChain: [...authority.identity.keyExchangeChain],
      iat: at,
      exp: at + challengeLifeSeconds,
    },
    authority.identity.signer,
  );
}
