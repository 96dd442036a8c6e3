/**
 * Brings every operation that was begun to its end, whatever crashes: the journalled bytes are sent until they are
 * answered. An authorization that stays unanswered is reversed, so that nothing stays held for nobody.
 */
import { newIdentifier } from '@ecomm/protocol';
import { changeOrder } from './change-order.ts';
import { decidesPayment, type FinalOutcome, finishOperation } from './finish-operation.ts';
import { askGateway, type OperationOutcome } from './gateway-answers.ts';
import { makeOperation } from './gateway-requests.ts';
import type { OperationResult } from './operation-result.ts';
import type { SetMerchant } from './set-merchant.ts';
import type { Operation, SetOrder } from './set-order.ts';
import { signPRes } from './sign-pres.ts';

type Settled = Exclude<OperationResult, { status: 'unknown' }>;

export class OrderSettler {
  readonly #merchant: SetMerchant;
  /** By operation. */
  readonly #running = new Map<string, Promise<Settled | undefined>>();
  #isStopped = false;

  constructor(merchant: SetMerchant) {
    this.#merchant = merchant;
  }

  /** Resolves when the operation is over; undefined when the program stops before. Joins what is under way. */
  settle(orderId: string, operationId: string): Promise<Settled | undefined> {
    const running = this.#running.get(operationId);
    if (running !== undefined) return running;
    const settling = this.#settle(orderId, operationId)
      .catch((error: unknown) => {
        this.#merchant.onNote?.({ orderId, error: String(error) }, 'an order is stuck');
        throw error;
      })
      .finally(() => this.#running.delete(operationId));
    this.#running.set(operationId, settling);
    return settling;
  }

  /** As `settle`, for as long as a caller waits; `unknown` when the gateway has not answered by then. */
  async settleSoon(orderId: string, operationId: string): Promise<OperationResult> {
    const { sleep, policy } = this.#merchant;
    const settled = await Promise.race([this.settle(orderId, operationId), sleep(policy.answerWaitMs)]);
    return settled ?? { status: 'unknown' };
  }

  /** Goes on with what an earlier run of the program left. Returns at once. */
  async resume(): Promise<void> {
    const { orders } = this.#merchant;
    for (const orderId of await orders.unfinished()) {
      const operation = (await orders.find(orderId))?.operation;
      if (operation !== undefined) this.settle(orderId, operation.operationId).catch(() => 'noted');
    }
  }

  /** Resolves when nothing is under way any more; the journal keeps the rest for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.allSettled(this.#running.values());
  }

  async #settle(orderId: string, operationId: string): Promise<Settled | undefined> {
    const { orders, sleep, policy, onNote } = this.#merchant;
    let pauseMs = policy.retryLeastMs;
    while (!this.#isStopped) {
      const order = await orders.find(orderId);
      const operation = order?.operation;
      if (order === undefined || operation?.operationId !== operationId) return undefined;
      const outcome = await askGateway(this.#merchant, operation);
      const { kind, rrpid } = operation;
      if (isFinal(outcome)) {
        await this.#finish(order, operation, outcome);
        const settled = settledBy(operation, outcome);
        onNote?.({ orderId, kind, rrpid, ...settled }, 'the gateway answered');
        return settled;
      }
      if (await this.#replace(order, operation, outcome)) continue;
      onNote?.({ orderId, kind, rrpid, outcome: outcome.status }, 'the gateway does not answer yet');
      if (!this.#isStopped) await sleep(pauseMs);
      pauseMs = Math.min(2 * pauseMs, policy.retryMostMs);
    }
    return undefined;
  }

  /** Whether another message takes the place of this one. */
  async #replace(order: SetOrder, operation: Operation, outcome: OperationOutcome): Promise<boolean> {
    const plan = this.#planAfter(operation, outcome);
    if (plan === undefined) return false;
    const anew = await makeOperation(this.#merchant, order, plan);
    await changeOrder(this.#merchant, order.orderId, (current) =>
      current.operation?.message === operation.message ? { ...current, operation: anew } : undefined,
    );
    return true;
  }

  #planAfter(operation: Operation, outcome: OperationOutcome): Operation | undefined {
    const { now, policy, random } = this.#merchant;
    if (operation.kind !== 'authorize') return outcome.status === 'stale' ? operation : undefined;
    const { operationId, authRrpid, amountMinor, captureNow, since } = operation;
    // What may have been debited already can't be reversed: it is asked for until the gateway says what became of it.
    const isOverdue = captureNow !== true && now() > since + policy.authorisationSeconds;
    if (outcome.status !== 'doubtful' && !isOverdue) return undefined;
    const gaveUp = outcome.status === 'doubtful' ? outcome.code : 'noReply';
    const rrpid = newIdentifier(random);
    return { operationId, kind: 'reverse', rrpid, message: '', authRrpid, amountMinor, gaveUp, since };
  }

  async #finish(order: SetOrder, operation: Operation, outcome: FinalOutcome): Promise<void> {
    const merchant = this.#merchant;
    const at = merchant.now();
    let pRes: string | undefined;
    if (decidesPayment(order) && order.payment !== undefined)
      pRes = await signPRes(merchant, finishOperation(order, outcome, at, 'to be signed'), order.payment, at);
    await changeOrder(merchant, order.orderId, (current) =>
      current.operation?.message === operation.message
        ? finishOperation(current, outcome, at, pRes)
        : undefined,
    );
  }
}

function isFinal(outcome: OperationOutcome): outcome is FinalOutcome {
  return ['authorized', 'done', 'refused'].includes(outcome.status);
}

function settledBy({ kind, gaveUp }: Operation, outcome: FinalOutcome): Settled {
  if (kind === 'reverse' && gaveUp !== undefined) return { status: 'refused', code: gaveUp };
  return outcome.status === 'refused' ? { status: 'refused', code: outcome.code } : { status: 'done' };
}
