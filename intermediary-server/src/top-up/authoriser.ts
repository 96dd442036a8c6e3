/**
 * Brings every authorization that was begun to its end: approved, declined, or reversed and then declined.
 *
 * An answer that does not come is asked for again with the same bytes; after the policy's time the authorization
 * is reversed, so that an Open To Buy never exists without an approved AuthRes and nothing stays held for nobody.
 */
import type { Intermediary } from '../intermediary.ts';
import type { SetPurchase } from '../ledger/records.ts';
import { type AuthorisationOutcome, askAuthorisation, askReversal, makeReversal } from './ask-gateway.ts';
import { finishApproved, finishDeclined } from './finish-top-up.ts';

export class Authoriser {
  readonly #intermediary: Intermediary;
  readonly #running = new Map<string, Promise<string | undefined>>();
  #isStopped = false;

  constructor(intermediary: Intermediary) {
    this.#intermediary = intermediary;
  }

  get underWay(): number {
    return this.#running.size;
  }

  /** The PRes, once it is decided; undefined when the program stops before. Joins what is under way. */
  settle(xid: string): Promise<string | undefined> {
    const running = this.#running.get(xid);
    if (running !== undefined) return running;
    const settling = this.#settle(xid)
      .catch((error: unknown) => {
        this.#intermediary.log.error({ xid, error: String(error) }, 'an authorization is stuck');
        throw error;
      })
      .finally(() => this.#running.delete(xid));
    this.#running.set(xid, settling);
    return settling;
  }

  /** Goes on with what an earlier run of the program left, or what an error stopped. Returns at once. */
  async resume(): Promise<void> {
    for (const xid of await this.#intermediary.store.unfinishedSetPurchases())
      this.settle(xid).catch(() => 'noted');
  }

  /** Resolves when nothing is under way any more; the journal keeps the rest for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.allSettled(this.#running.values());
  }

  async #settle(xid: string): Promise<string | undefined> {
    const { store, sleep, policy } = this.#intermediary;
    for (
      let pauseMs = policy.retryLeastMs;
      !this.#isStopped;
      pauseMs = Math.min(2 * pauseMs, policy.retryMostMs)
    ) {
      const purchase = await store.findSetPurchase(xid);
      if (purchase?.pRes !== undefined) return purchase.pRes;
      if (purchase !== undefined && (await this.#step(purchase))) continue;
      if (!this.#isStopped) await sleep(pauseMs);
    }
    return undefined;
  }

  /** Whether the purchase got on. */
  async #step(purchase: SetPurchase): Promise<boolean> {
    const { pReq, reversal } = purchase;
    if (pReq === undefined) throw new Error('internal error: a purchase is settled after its PReq');
    if (purchase.state === 'authorising') {
      const outcome = await askAuthorisation(this.#intermediary, purchase, pReq);
      return this.#take(purchase, outcome);
    }
    if (reversal === undefined) throw new Error('internal error: a purchase is reversed without a reversal');
    const { store, clock, log } = this.#intermediary;
    const outcome = await askReversal(this.#intermediary, reversal);
    if (outcome.status === 'stale')
      await store.saveReversal(
        purchase.xid,
        await makeReversal(this.#intermediary, purchase, pReq, reversal),
        reversal,
      );
    if (outcome.status !== 'reversed') return false;
    log.warn(
      { xid: purchase.xid, code: outcome.code, authCode: reversal.authCode },
      'authorization reversed',
    );
    await finishDeclined(this.#intermediary, purchase, { authCode: reversal.authCode, authDate: clock() });
    return true;
  }

  async #take(purchase: SetPurchase, outcome: AuthorisationOutcome): Promise<boolean> {
    const { clock, policy, log } = this.#intermediary;
    const { xid } = purchase;
    switch (outcome.status) {
      case 'approved':
        log.info({ xid, ...purchase.amount }, 'authorization approved');
        await finishApproved(this.#intermediary, purchase, outcome);
        return true;
      case 'declined':
        log.info({ xid, authCode: outcome.authCode }, 'authorization declined');
        await finishDeclined(this.#intermediary, purchase, outcome);
        return true;
      case 'doubtful':
        await this.#reverse(purchase, outcome.authCode);
        return true;
      case 'unknown':
        log.warn({ xid, reason: outcome.reason }, 'the gateway does not answer');
        if (clock() - (purchase.pReq?.authorisingSince ?? 0) <= policy.authorisationSeconds) return false;
        await this.#reverse(purchase, 'noReply');
        return true;
    }
  }

  async #reverse(purchase: SetPurchase, authCode: string): Promise<void> {
    const { store } = this.#intermediary;
    if (purchase.pReq === undefined) return;
    const reversal = await makeReversal(this.#intermediary, purchase, purchase.pReq, { authCode });
    await store.saveReversal(purchase.xid, reversal);
  }
}
