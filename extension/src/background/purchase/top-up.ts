/**
 * The Open To Buy does not suffice: an ordinary SET purchase, with the intermediary as merchant, opens a new one.
 *
 * PInitReq → PInitRes → the card certifies (PIN on the reader) → PReq, which is only made here: the caller saves
 * it before `post-preq` sends it (PROTOCOL.md, section 2, "Top-up"; section 3).
 */
import type { TopUpStep } from '@ecomm/messages';
import { ProtocolError } from '@ecomm/protocol';
import { problemOf, WalletError } from '../../shared/errors.ts';
import type { AheadAuthorizing, AheadNeeded } from '../journal/ahead.ts';
import type { Authorizing, TopUpNeeded } from '../journal/purchase.ts';
import type { Authorization } from '../journal/record.ts';
import { openSecrets } from '../journal/secrets.ts';
import type { CardSession, WalletPorts } from '../ports.ts';
import { authorizePurchase } from '../set/authorize-purchase.ts';
import { findOwnCard, isCardWanted } from '../set/certify-purchase.ts';
import { initiate } from '../set/initiate.ts';
import { isSameOrigin } from './check-offer.ts';

/** Undefined when no card is there: the shopper is asked to insert it. A failure stays on the record. */
export async function topUp(
  purchase: TopUpNeeded | AheadNeeded,
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<TopUpNeeded | Authorizing | AheadNeeded | AheadAuthorizing | undefined> {
  const { problem: _problem, ...base } = purchase;
  try {
    const authorization = await authorize(base.topUp, ports, session);
    if (authorization === undefined) return undefined;
    const made = { authorization, updatedAt: ports.now() };
    return base.state === 'topUpNeeded'
      ? { ...base, ...made, state: 'authorizing' }
      : { ...base, ...made, state: 'aheadAuthorizing' };
  } catch (error) {
    if (session.signal.aborted) return undefined;
    return { ...base, updatedAt: ports.now(), problem: problemOf(error) };
  }
}

async function authorize(
  wanted: TopUpNeeded['topUp'],
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<Authorization | undefined> {
  const [{ config }, enrolment] = await Promise.all([ports.setup(), ports.store.enrolment()]);
  if (enrolment === undefined) throw new WalletError('ERR_WALLET_NOT_ENROLLED');
  const { setUrl, order, purchAmt } = wanted;
  if (!isSameOrigin(setUrl, new URL(config.intermediary.url).origin))
    throw new WalletError('ERR_WALLET_TOP_UP_URL');
  const secrets = await openSecrets(enrolment.secrets);
  const { hasChip = true } = enrolment;
  const card = hasChip ? await findOwnCard(enrolment, secrets, ports, session) : undefined;
  const pays = card ?? (hasChip ? undefined : secrets.card);
  if (pays === undefined) return undefined;
  const initiated = await initiate(wanted, enrolment, ports);
  if (initiated.merchant.merchantData.merchantId !== config.intermediary.id)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'merchantId' });
  const certifies = isCardWanted(enrolment, initiated) ? card : undefined;
  const toAuthorize = { order, purchAmt, initiated, pays, card: certifies };
  const sent = await authorizePurchase(toAuthorize, enrolment, secrets, ports, session);
  const { transIds, rrpid, challC, pReq } = sent;
  return { transIds, rrpid, challC, setUrl, pReq };
}
