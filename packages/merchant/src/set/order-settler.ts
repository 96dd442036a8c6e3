/**
 * Brings every operation that was begun to its end, whatever crashes: the journalled bytes are sent until they are
 * answered. An authorization that stays unanswered is reversed, so that nothing stays held for nobody.
 */

import { changeOrder } from './change-order.ts';
import { type FinalOutcome, finishOperation } from './finish-operation.ts';
import { askGateway, type OperationOutcome } from './gateway-answers.ts';
import { makeCapture, makeCredit, makeReverse } from './gateway-requests.ts';
import type { SetMerchant } from './set-merchant.ts';
import type { Operation, SetOrder } from './set-order.ts';
import { signPRes } from './sign-pres.ts';

export interface Settled {
  readonly order: SetOrder;
  /** Of the operation that was asked for. */
  readonly outcome: { readonly status: 'done' } | { readonly status: 'refused'; readonly code: string };
}

export class OrderSettler {
  readonly #merchant: SetMerchant;
  readonly #running = new Map<string, Promise<Settled | undefined>>();
  #isStopped = false;

  constructor(merchant: SetMerchant) {
    this.#merchant = merchant;
  }

  /** Resolves when the order's operation is over; undefined when the program stops before. Joins what is under way. */
  settle(orderId: string): Promise<Settled | undefined> {
    const running = this.#running.get(orderId);
    if (running !== undefined) return running;
    const settling = this.#settle(orderId).finally(() => this.#running.delete(orderId));
    this.#running.set(orderId, settling);
    return settling;
  }

  /** As `settle`, for as long as a caller waits; `unknown` when the gateway has not answered by then. */
  async settleSoon(orderId: string): Promise<Settled | 'unknown'> {
    const { sleep, policy } = this.#merchant;
    const settled = await Promise.race([this.settle(orderId), sleep(policy.answerWaitMs)]);
    return settled ?? 'unknown';
  }

  /** Goes on with what an earlier run of the program left. Returns at once. */
  async resume(): Promise<void> {
    for (const orderId of await this.#merchant.orders.unfinished())
      this.settle(orderId).catch((error: unknown) =>
        this.#merchant.onNote?.({ orderId, error: String(error) }, 'an order is stuck'),
      );
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.allSettled(this.#running.values());
  }

  async #settle(orderId: string): Promise<Settled | undefined> {
    const { orders, sleep, policy, onNote } = this.#merchant;
    let pauseMs = policy.retryLeastMs;
    while (!this.#isStopped) {
      const order = await orders.find(orderId);
      if (order?.operation === undefined) return order && { order, outcome: { status: 'done' } };
      const outcome = await askGateway(this.#merchant, order.operation);
      const isOverdue = this.#merchant.now() > order.operation.since + policy.authorisationSeconds;
      const { kind, rrpid } = order.operation;
      if (isFinal(order, outcome)) {
        const finished = await this.#finish(order, order.operation, outcome);
        const code = outcome.status === 'refused' ? outcome.code : '';
        onNote?.({ orderId, kind, outcome: outcome.status, code }, 'the gateway answered');
        return {
          order: finished,
          outcome: outcome.status === 'refused' ? { status: 'refused', code } : { status: 'done' },
        };
      }
      if (await this.#replaces(order, order.operation, outcome, isOverdue)) continue;
      onNote?.({ orderId, kind, rrpid, outcome: outcome.status }, 'the gateway does not answer yet');
      await sleep(pauseMs);
      pauseMs = Math.min(2 * pauseMs, policy.retryMostMs);
    }
    return undefined;
  }

  /** Whether another message takes the place of this one. */
  async #replaces(
    order: SetOrder,
    operation: Operation,
    outcome: OperationOutcome,
    isOverdue: boolean,
  ): Promise<boolean> {
    const anew = await this.#messageAfter(order, operation, outcome, isOverdue);
    if (anew === undefined) return false;
    await changeOrder(this.#merchant, order.orderId, (current) =>
      current.operation?.message === operation.message ? { ...current, operation: anew } : undefined,
    );
    return true;
  }

  async #messageAfter(
    order: SetOrder,
    { kind, rrpid, shares, keepsRest = false, captureNow = false, reason = '' }: Operation,
    { status }: OperationOutcome,
    isOverdue: boolean,
  ): Promise<Operation | undefined> {
    const merchant = this.#merchant;
    const [share] = shares;
    if (share === undefined) throw new Error('internal error: an operation is about some authorization');
    // A sale can't be reversed: its answer is asked for until it comes.
    if (kind === 'authorize' && captureNow) return undefined;
    if (kind === 'authorize')
      return status === 'doubtful' || isOverdue ? makeReverse(merchant, order, share) : undefined;
    if (status !== 'stale') return undefined;
    if (kind === 'reverse') return makeReverse(merchant, order, share, rrpid);
    if (kind === 'capture') return makeCapture(merchant, order, shares, { keepsRest, rrpid });
    return makeCredit(merchant, order, shares, { reason, rrpid });
  }

  async #finish(order: SetOrder, operation: Operation, outcome: FinalOutcome): Promise<SetOrder> {
    const at = this.#merchant.now();
    // The PReq is answered by its own authorization, or by that one's reversal.
    const answersPReq = order.payment !== undefined && order.payment.pRes === undefined;
    const after = finishOperation(order, outcome, at, answersPReq ? '' : undefined);
    const { payment } = after;
    const pRes =
      answersPReq && payment !== undefined ? await signPRes(this.#merchant, after, payment, at) : undefined;
    return changeOrder(this.#merchant, order.orderId, (current) =>
      current.operation?.message === operation.message
        ? finishOperation(current, outcome, at, pRes)
        : undefined,
    );
  }
}

/** A reversal that is refused while the PReq waits leaves it unknown what is held: it is asked for again. */
function isFinal({ operation, payment }: SetOrder, outcome: OperationOutcome): outcome is FinalOutcome {
  if (outcome.status === 'refused' && operation?.kind === 'reverse') return payment?.pRes !== undefined;
  return ['authorized', 'done', 'refused'].includes(outcome.status);
}
