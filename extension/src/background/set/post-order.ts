/**
 * Sends a saved PReq, or the inquiry about it, and takes PRes (SET-FACTS section 3.5, "C on PRes").
 *
 * No answer, or none that can be believed, leaves the outcome unknown: then the merchant is asked by InqReq, with a
 * new challenge each time. The same PReq goes out again only when the merchant says that it has not received it. A
 * refusal ends the purchase only when the merchant knows of no PReq that it took earlier, from a worker that died
 * perhaps.
 */
import type { WalletProblem } from '@ecomm/messages';
import { inqReq, newIdentifier, type Opened, openPRes, type PRes, ProtocolError } from '@ecomm/protocol';
import { problemOf } from '../../shared/errors.ts';
import type { Ordering, OrderPaid, OrderRefused } from '../journal/order.ts';
import { isRefusal } from '../network/network.ts';
import type { WalletPorts } from '../ports.ts';
import { nextRetry } from '../purchase/retry.ts';
import { refusalOf } from './refusal-of.ts';

type Next = Ordering | OrderPaid | OrderRefused;

interface Answered {
  readonly pRes: string;
  readonly payload: PRes;
}

const inquiryLifeSeconds = 300;

export async function postOrder(purchase: Ordering, ports: WalletPorts): Promise<Next> {
  if (purchase.ask === 'inquiry') return postInquiry(purchase, ports);
  try {
    return afterAnswer(purchase, await sendOrder(purchase, ports), ports.now());
  } catch (error) {
    const refusal = isRefusal(error) ? { refusal: problemOf(error) } : {};
    const unknown: Ordering = { ...purchase, ask: 'inquiry', ...refusal };
    return isRefusal(error) ? postInquiry(unknown, ports) : waiting(unknown, problemOf(error), ports.now());
  }
}

async function postInquiry(purchase: Ordering, ports: WalletPorts): Promise<Next> {
  try {
    return afterAnswer(purchase, await inquire(purchase, ports), ports.now());
  } catch (error) {
    const now = ports.now();
    if (!isRefusal(error)) return waiting(purchase, problemOf(error), now);
    // The merchant does not know the transaction, and would not take it either.
    if (purchase.refusal !== undefined) return refused(purchase, purchase.refusal, now);
    return waiting({ ...purchase, ask: 'order' }, problemOf(error), now);
  }
}

async function sendOrder({ sent, initiation }: Ordering, ports: WalletPorts): Promise<Answered> {
  const pRes = await ports.network.post(`${initiation.setUrl}/preq`, sent.pReq, 'application/json');
  return open(pRes, sent, sent, ports);
}

async function inquire({ sent, initiation }: Ordering, ports: WalletPorts): Promise<Answered> {
  const { transIds, signer } = sent;
  const [rrpid, challC2] = [newIdentifier(ports.random), newIdentifier(ports.random)];
  const at = ports.now();
  const times = { iat: at, exp: at + inquiryLifeSeconds };
  const message = await inqReq.sign({ transIds, rrpid, challC2, ...times }, signer);
  const pRes = await ports.network.post(initiation.queryUrl, message, 'application/jose');
  return open(pRes, sent, { rrpid, challC: challC2 }, ports);
}

/** Throws when it is not this merchant's word about this very purchase. */
async function open(
  pRes: string,
  { transIds, hod }: Ordering['sent'],
  asked: { readonly rrpid: string; readonly challC: string },
  ports: WalletPorts,
): Promise<Answered> {
  const { trust } = await ports.setup();
  const { rrpid, challC } = asked;
  const opened: Opened<PRes> = await openPRes(pRes, { trust, at: ports.now(), transIds, rrpid, challC });
  const { payload } = opened;
  if (payload.hod !== undefined && payload.hod !== hod)
    throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'hod' });
  return { pRes, payload };
}

function afterAnswer(purchase: Ordering, { pRes, payload }: Answered, now: number): Next {
  const { completionCode, authStatus, rrpid, challC } = payload;
  const { retry: _retry, ask: _ask, refusal, ...base } = purchase;
  switch (completionCode) {
    case 'orderReceived':
    case 'meaninglessRatio':
      return waiting({ ...purchase, ask: 'inquiry' }, { code: 'ERR_WALLET_ORDER_PENDING', facts: {} }, now);
    case 'orderNotReceived':
      if (refusal !== undefined) return refused(purchase, refusal, now);
      return waiting({ ...purchase, ask: 'order' }, problemBefore(purchase), now);
    case 'orderRejected':
    case 'signatureRequired':
      return refused(purchase, refusalOf(payload), now);
    default:
      break;
  }
  if (authStatus?.authCode !== undefined) return refused(purchase, refusalOf(payload), now);
  const { authorizationNumber } = authStatus ?? {};
  const number = authorizationNumber === undefined ? {} : { authorizationNumber };
  const date = authStatus?.authDate ?? payload.iat;
  const answered = { pRes, rrpid, challC, date, ...number };
  return { ...base, state: 'orderPaid', updatedAt: now, answered, opened: false };
}

function waiting(purchase: Ordering, problem: WalletProblem, now: number): Ordering {
  return { ...purchase, updatedAt: now, retry: nextRetry(purchase.retry, problem, now) };
}

function problemBefore({ retry }: Ordering): WalletProblem {
  return retry?.problem ?? { code: 'ERR_WALLET_ORDER_PENDING', facts: {} };
}

function refused(purchase: Ordering, problem: WalletProblem, now: number): OrderRefused {
  const { sent: _sent, ask: _ask, refusal: _refusal, retry: _retry, ...base } = purchase;
  return { ...base, state: 'orderRefused', updatedAt: now, problem, opened: false };
}
