/**
 * Asks the intermediary what is left, what merchants have given back, and for a top-up when one is wanted. What it
 * says is kept: refunds are never forgotten by a lost answer, as they are asked for from the last known one on.
 */
import {
  clockToleranceSeconds,
  compareAmounts,
  type MpInqRes,
  maxRefundsPerAnswer,
  mpInq,
  newIdentifier,
  openMpInqRes,
  type RefundNotice,
  sameAmount,
} from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import type { KeptRefunds } from '../journal/wallet-store.ts';
import type { WalletPorts } from '../ports.ts';

/** Kept at most: the journal shows no more purchases. */
const mostKept = 500;
const mostAnswers = 10;
/** A page that is opened again and again does not ask each time. */
const restSeconds = 60;

/** Throws ERR_WALLET_NOT_ENROLLED, ERR_NETWORK_*, or why the answer can't be trusted. */
export async function inquire(
  ports: WalletPorts,
  wish: { readonly rrpid?: string; readonly topUp?: boolean } = {},
): Promise<MpInqRes> {
  const { store } = ports;
  let kept = (await store.refunds()) ?? { askedAt: 0, notices: [] };
  let answer = await ask(ports, kept, wish);
  await keepOtb(ports, answer);
  kept = await keepRefunds(ports, kept, answer);
  for (let count = 1; count < mostAnswers && answer.refunds.length === maxRefundsPerAnswer; count += 1) {
    const more = await ask(ports, kept, {});
    kept = await keepRefunds(ports, kept, more);
    answer = { ...answer, refunds: more.refunds };
  }
  return answer;
}

/** Where somebody looks at the history. False when it was asked a moment ago, or there is nothing to ask about. */
export async function inquireNow(ports: WalletPorts): Promise<boolean> {
  const [enrolment, kept] = await Promise.all([ports.store.enrolment(), ports.store.refunds()]);
  const isFresh = kept !== undefined && Math.abs(ports.now() - kept.askedAt) < restSeconds;
  if (enrolment === undefined || isFresh) return false;
  await inquire(ports);
  return true;
}

async function ask(
  ports: WalletPorts,
  { notices }: KeptRefunds,
  { rrpid = newIdentifier(ports.random), topUp = false }: { rrpid?: string; topUp?: boolean },
): Promise<MpInqRes> {
  const [{ config, trust }, enrolment, otb] = await Promise.all([
    ports.setup(),
    ports.store.enrolment(),
    ports.store.otb(),
  ]);
  if (enrolment === undefined) throw new WalletError('ERR_WALLET_NOT_ENROLLED');
  const at = ports.now();
  const request = {
    ...{ rrpid, intermediaryId: config.intermediary.id, iat: at, exp: at + clockToleranceSeconds },
    currency: otb?.remaining.currency ?? Object.keys(config.ranges)[0] ?? 'EUR',
    since: notices.at(-1)?.at ?? 0,
    topUp,
  };
  const message = await mpInq.sign(request, enrolment.signer);
  const body = await ports.network.post(`${config.intermediary.url}/mset/mpinq`, message, 'application/jose');
  return openMpInqRes(body, { trust, at: ports.now(), request });
}

/**
 * The newest word on what is left wins. Of two of the same second nobody knows which came first: then it is not an
 * inquiry that says there is more again, as it may have been answered while a purchase was being debited.
 */
async function keepOtb({ store }: WalletPorts, { otb, iat: asOf }: MpInqRes): Promise<void> {
  if (otb === undefined) return;
  const known = await store.otb();
  if (known !== undefined && (known.asOf > asOf || (known.asOf === asOf && isLessOfSame(known, otb)))) return;
  await store.saveOtb({ ...otb, asOf });
}

type Left = NonNullable<MpInqRes['otb']>;

function isLessOfSame(known: Left, said: Left): boolean {
  const isSame = known.expires === said.expires && sameAmount(known.limit, said.limit);
  return isSame && compareAmounts(known.remaining, said.remaining) < 0;
}

async function keepRefunds(
  { store, now }: WalletPorts,
  { notices }: KeptRefunds,
  { refunds }: MpInqRes,
): Promise<KeptRefunds> {
  const nameOf = ({ receiptId, rrpid }: RefundNotice) => `${receiptId} ${rrpid}`;
  const known = new Set(notices.map(nameOf));
  const all = [...notices, ...refunds.filter((refund) => !known.has(nameOf(refund)))];
  const kept = { askedAt: now(), notices: all.slice(-mostKept) };
  await store.saveRefunds(kept);
  return kept;
}
