/** CapReq or AuthRevReq of one Open To Buy, journalled before it is sent and repeated as it is. */
import { authRevReq, authRevRes, capReq, capRes, ProtocolError } from '@ecomm/protocol';
import type { GatewayReply } from '../gateway/gateway-link.ts';
import type { Intermediary } from '../intermediary.ts';
import type { Settlement } from '../ledger/records.ts';

export type SettlementOutcome = { readonly state: 'done' | 'refused'; readonly code: string };

/** Undefined: not known yet, ask again. */
export async function settleOtb(
  intermediary: Intermediary,
  settlement: Settlement,
): Promise<SettlementOutcome | undefined> {
  const { store, gateway, log } = intermediary;
  const path = settlement.kind === 'capture' ? '/set/capreq' : '/set/authrevreq';
  let reply: GatewayReply = { status: 'refused', code: 'ERR_MESSAGE_TOO_OLD' };
  if (settlement.request !== undefined) reply = await gateway.send(path, settlement.request);
  if (reply.status === 'refused' && reply.code === 'ERR_MESSAGE_TOO_OLD') {
    // New, or never executed: an executed request would have been answered, however old.
    const made = await makeRequest(intermediary, settlement);
    const request = await store.saveSettlementRequest(settlement, made);
    reply = await gateway.send(path, request);
  }
  if (reply.status === 'refused') {
    log.error({ xid: settlement.xid, code: reply.code }, 'the gateway refuses a settlement');
    return { state: 'refused', code: reply.code };
  }
  if (reply.status === 'unreachable') return undefined;
  return openAnswer(intermediary, settlement, reply.body);
}

async function makeRequest(intermediary: Intermediary, settlement: Settlement): Promise<string> {
  const { store, clock, id, identity } = intermediary;
  const { transIds, authRrpid, capToken } = await store.settlementTarget(settlement.xid);
  const at = clock();
  const amount = { currency: settlement.currency, value: settlement.amountMinor };
  const common = {
    rrpid: settlement.rrpid,
    merchantId: id,
    merchantChain: [...identity.keyExchangeChain],
    iat: at,
    exp: at + 300,
  };
  const recipient = await intermediary.gatewayRecipient();
  if (settlement.kind === 'reversal')
    return authRevReq.make(
      { ...common, transIds, authRrpid, capToken, authNewAmt: amount },
      identity.signer,
      recipient,
    );
  const items = [{ transIds, authRrpid, capAmt: amount, capToken }];
  return capReq.make({ ...common, items }, identity.signer, recipient);
}

async function openAnswer(
  { trust, opener, clock, log }: Intermediary,
  { kind, xid, rrpid, amountMinor }: Settlement,
  body: string,
): Promise<SettlementOutcome | undefined> {
  const reading = { trust, openers: [opener], at: clock() };
  try {
    if (kind === 'reversal') {
      const { payload } = await authRevRes.open(body, reading);
      if (payload.rrpid !== rrpid) return undefined;
      // An authorization that lapsed holds nothing either.
      const isReleased = payload.authRevCode === 'approved' || payload.authRevCode === 'expired';
      return { state: isReleased ? 'done' : 'refused', code: payload.authRevCode };
    }
    const { payload } = await capRes.open(body, reading);
    const item = payload.items.find((candidate) => candidate.xid === xid);
    if (payload.rrpid !== rrpid || item === undefined) return undefined;
    const isDone =
      (item.capCode === 'success' && item.capAmt.value === amountMinor) ||
      item.capCode === 'duplicateRequest';
    return { state: isDone ? 'done' : 'refused', code: item.capCode };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    log.warn({ xid, code: error.code }, 'the gateway’s answer can not be read');
    return undefined;
  }
}
