/**
 * What closes give back to cards, and what can be done where the gateway refuses it. Nothing may be given back twice, so a further
 * try is made only where it is certain that the last one gave nothing:
 *
 *   a signed CredRes that refuses   its RRPID is used up and gave nothing: a new CredReq under a new RRPID
 *   an Error message, unsigned      the gateway says that it executed nothing, but an earlier sending of the same request may have
 *                                   been executed and its answer lost: a new CredReq under the same RRPID, as long as the gateway
 *                                   still knows which RRPIDs it has executed
 */
import { answerRetentionSeconds, type CapRevOrCredCode, capRevOrCredCodes } from '@ecomm/protocol';

/** SET's CredReq of one Open To Buy, for all refunds of it that a period pays. */
export interface CardCredit {
  readonly period: string;
  readonly xid: string;
  readonly payer: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** 1, 2, 3, …: each further one was asked for by an operator. */
  readonly attempt: number;
  /** The same however often it is sent. */
  readonly rrpid: string;
  readonly request: string | undefined;
  /** When a request of this RRPID may first have been sent, seconds since 1970. */
  readonly firstSentAt: number | undefined;
}

export interface CardCreditOutcome {
  readonly state: 'done' | 'refused';
  /** SET's CapRevOrCredCode, or why the gateway refused the message. */
  readonly code: string;
}

export type CardCreditState = 'pending' | CardCreditOutcome['state'];

/**
 * `newRrpid`, `sameRrpid`: how a further try is made. `pending`, `done`: none is needed. `settled`: nor is one after people have
 * settled it. `inDoubt`: it may have been given back.
 */
export type FurtherTry = 'newRrpid' | 'sameRrpid' | 'pending' | 'done' | 'settled' | 'inDoubt';

export interface CardCreditView extends Omit<CardCredit, 'payer' | 'request' | 'firstSentAt'> {
  /** The payer's. */
  readonly fingerprint: string;
  readonly state: CardCreditState;
  readonly code: string | undefined;
  readonly firstSentAt: number | undefined;
  /** When an operator said that it is settled past the gateway, seconds since 1970. */
  readonly settledAt: number | undefined;
  /** The tries before this one, oldest first: what was refused, and when an operator asked for the next. */
  readonly tries: readonly {
    readonly attempt: number;
    readonly rrpid: string;
    readonly code: string;
    readonly retriedAt: number;
  }[];
  /** What it gives back. */
  readonly refunds: readonly {
    readonly receiptId: string;
    readonly merchantId: string;
    readonly amountMinor: number;
    readonly reason: string;
  }[];
}

/** The gateway forgets an RRPID seven days after it was executed; the last hour of them is for clocks that differ. */
const rememberedSeconds = answerRetentionSeconds - 3600;

/** These say that it was done before, or done otherwise than was asked. */
const doubtful: readonly CapRevOrCredCode[] = ['success', 'duplicateRequest', 'originalProcessed'];

export function furtherTryOf(
  {
    state,
    code,
    firstSentAt,
    settledAt,
  }: Pick<CardCreditView, 'state' | 'code' | 'firstSentAt' | 'settledAt'>,
  at: number,
): FurtherTry {
  if (state !== 'refused') return state;
  if (settledAt !== undefined) return 'settled';
  if (isCredCode(code)) return doubtful.includes(code) ? 'inDoubt' : 'newRrpid';
  if (code === 'ERR_RRPID_REUSED') return 'inDoubt';
  return isRemembered(firstSentAt, at) ? 'sameRrpid' : 'inDoubt';
}

/** Whether the gateway would still know an RRPID, had it executed it. */
export function isRemembered(firstSentAt: number | undefined, at: number): boolean {
  return firstSentAt === undefined || at - firstSentAt < rememberedSeconds;
}

function isCredCode(code: string | undefined): code is CapRevOrCredCode {
  return capRevOrCredCodes.some((known) => known === code);
}
