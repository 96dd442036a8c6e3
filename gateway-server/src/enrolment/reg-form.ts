/** RegFormReq → RegFormRes: the bank's form for this card number, or to whom its holder is to turn (SET Book 2). */
import { openRegFormReq, regFormRes } from '@ecomm/protocol';
import type { CardholderAuthority } from './authority.ts';
import { challengeLifeSeconds, openChallenge } from './challenge.ts';
import { cardForm } from './registration-form.ts';

/**
 * `body` is a compact JWE, the answer a compact JWS. Every number with this bank's BIN gets the same form: who asks
 * learns neither whether there is such a card nor whether it has a chip.
 */
export async function answerRegForm(authority: CardholderAuthority, body: string): Promise<string> {
  const { rrpid, lidEE, challEE2, requestType, language, pan } = await openRegFormReq(body, [
    authority.opener,
  ]);
  const at = authority.clock();
  const challCA = openChallenge(authority, { purpose: 'form', rrpid, lidEE, challEE: challEE2, at });
  return regFormRes.sign(
    {
      rrpid,
      lidEE,
      challEE2,
      challCA,
      requestType,
      ...(authority.issuer.issues(pan)
        ? { regForm: cardForm(language) }
        : { referral: { reason: referralReason(language), urls: [] } }),
      caThumb: authority.opener.thumb,
      caChain: [...authority.identity.keyExchangeChain],
      iat: at,
      exp: at + challengeLifeSeconds,
    },
    authority.identity.signer,
  );
}

function referralReason(language: string): string {
  return /^fr\b/i.test(language)
    ? 'Cette carte est celle d’une autre banque : adressez-vous à elle.'
    : 'This card is another bank’s: ask there.';
}
