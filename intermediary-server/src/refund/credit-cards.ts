/** What closes give back to cards: SET's CredReq of each Open To Buy, journalled before it is sent and repeated as it is. */
import { credReq, credRes, ProtocolError } from '@ecomm/protocol';
import type { GatewayReply } from '../gateway/gateway-link.ts';
import type { Intermediary } from '../intermediary.ts';
import { type CardCredit, type CardCreditOutcome, isRemembered } from '../ledger/card-credit.ts';

/** What the gateway does not answer stays, and is asked for again by the next call. */
export async function creditCards(intermediary: Intermediary): Promise<void> {
  const { store, closeLock } = intermediary;
  await closeLock.run('cardCredits', async () => {
    for (const credit of await store.pendingCardCredits()) await giveBack(intermediary, credit);
  });
}

/** One of them, beside those that are being asked for: whoever asks for the same sends the same bytes. */
export async function creditOneCard(
  intermediary: Intermediary,
  { period, xid }: Pick<CardCredit, 'period' | 'xid'>,
): Promise<void> {
  const pending = await intermediary.store.pendingCardCredits();
  const credit = pending.find((candidate) => candidate.period === period && candidate.xid === xid);
  if (credit !== undefined) await giveBack(intermediary, credit);
}

async function giveBack(intermediary: Intermediary, credit: CardCredit): Promise<void> {
  const { store, log } = intermediary;
  const outcome = await creditCard(intermediary, credit);
  if (outcome === undefined) return;
  await store.commitCardCredit(credit, outcome);
  const { period, xid, currency, amountMinor, attempt } = credit;
  const facts = { period, xid, currency, amountMinor, attempt, ...outcome };
  if (outcome.state === 'done') log.info(facts, 'refund given back to a card');
  else log.error(facts, 'the gateway refuses to give a refund back: the payer is still owed it');
}

async function creditCard(
  intermediary: Intermediary,
  credit: CardCredit,
): Promise<CardCreditOutcome | undefined> {
  const { store, gateway, clock } = intermediary;
  const path = '/set/credreq';
  let reply: GatewayReply = { status: 'refused', code: 'ERR_MESSAGE_TOO_OLD' };
  if (credit.request !== undefined) reply = await gateway.send(path, credit.request);
  if (
    reply.status === 'refused' &&
    reply.code === 'ERR_MESSAGE_TOO_OLD' &&
    isRemembered(credit.firstSentAt, clock())
  ) {
    // New, or never executed: an executed request would have been answered as long as the gateway remembers it.
    const made = await makeRequest(intermediary, credit);
    const request = await store.saveCardCreditRequest(credit, made, clock());
    if (request === undefined) return undefined;
    reply = await gateway.send(path, request);
  }
  if (reply.status === 'refused') return { state: 'refused', code: reply.code };
  return reply.status === 'unreachable' ? undefined : openAnswer(intermediary, credit, reply.body);
}

async function makeRequest(
  intermediary: Intermediary,
  { xid, rrpid, currency, amountMinor }: CardCredit,
): Promise<string> {
  const { store, clock, id, identity } = intermediary;
  const { transIds, authRrpid, capToken } = await store.settlementTarget(xid);
  const at = clock();
  const request = {
    rrpid,
    merchantId: id,
    reqDate: at,
    merchantChain: [...identity.keyExchangeChain],
    iat: at,
    exp: at + 300,
    items: [{ transIds, authRrpid, amount: { currency, value: amountMinor }, capToken }],
  };
  return credReq.make(request, identity.signer, await intermediary.gatewayRecipient());
}

async function openAnswer(
  { trust, opener, clock, log }: Intermediary,
  { xid, rrpid, amountMinor }: CardCredit,
  body: string,
): Promise<CardCreditOutcome | undefined> {
  try {
    const { payload } = await credRes.open(body, { trust, openers: [opener], at: clock() });
    const item = payload.items.find((candidate) => candidate.xid === xid);
    if (payload.rrpid !== rrpid || item === undefined) return undefined;
    const isDone = item.code === 'success' && item.amount.value === amountMinor;
    return { state: isDone ? 'done' : 'refused', code: item.code };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    log.warn({ xid, code: error.code }, 'the gateway’s answer can not be read');
    return undefined;
  }
}
