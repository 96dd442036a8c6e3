/** Drives a ledger's store as the services do, but without keys and messages: for many cases in little time. */
import { type AmountRanges, encodeBase64Url, newIdentifier } from '@ecomm/protocol';
import { testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { decideClaim } from '../ledger/decide-claim.ts';
import { decidePayment } from '../ledger/decide-payment.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { noPaymentLimits, type PaymentLimits } from '../ledger/payment-limits.ts';
import type {
  ClearingResult,
  NewReceipt,
  PaymentCommit,
  PaymentRequest,
  SetPurchase,
} from '../ledger/records.ts';
import { decideRefund, type RefundCommit, type RefundRequest } from '../ledger/refund.ts';
import { rollOver } from '../ledger/roll-over.ts';

const ranges: AmountRanges = { EUR: { least: 1, most: 1000 } };
const day = 24 * 3600;
const authorizationLifeSeconds = 30 * day;

export class LedgerDriver {
  readonly store: LedgerStore;
  /** receiptId → merchantId of what was approved. */
  readonly receipts = new Map<string, string>();
  now: number;
  /** None at first. */
  limits: Partial<PaymentLimits> = {};
  readonly #topUpMinor: number;

  constructor(store: LedgerStore, now: number, topUpMinor = 2000) {
    this.store = store;
    this.now = now;
    this.#topUpMinor = topUpMinor;
  }

  get #rules() {
    return { ranges, topUp: { EUR: this.#topUpMinor }, limits: { ...noPaymentLimits, ...this.limits } };
  }

  get #topUpAmount() {
    return { currency: 'EUR', value: this.#topUpMinor };
  }

  newRequest(payer: string, merchantId: string, value: number): PaymentRequest {
    const id = () => newIdentifier(testRandom);
    return {
      requestDigest: id(),
      payerThumb: `thumb of ${payer}`,
      rrpid: id(),
      payer,
      order: {
        ...{ merchantId, offerId: id(), offerDigest: id(), amount: { currency: 'EUR', value } },
        ...{ challM: id(), deliveryTag: id(), use: 'single' },
      },
      faults: [],
      message: 'as received',
      expiresAt: this.now + 3600,
    };
  }

  /** Pays, and opens an Open To Buy where it is insufficient. Returns the code and, when approved, the receipt. */
  async pay(request: PaymentRequest): Promise<{ code: string; receiptId?: string }> {
    const { store } = this;
    const commit = await this.decide(request);
    const { decision, receipt } = commit;
    if (decision.code === 'otbInsufficient') {
      const { code, receiptId, status } = await this.endTopUp(await this.beginTopUp(commit));
      return status === 'changed' ? { code: status } : this.#paid(code, receiptId, request.order?.merchantId);
    }
    const status = await store.commitPayment(commit);
    if (status === 'changed') return { code: 'changed' };
    return this.#paid(decision.code, receipt.receiptId, request.order?.merchantId);
  }

  /** What is signed before it is committed: the decision on the facts of this moment. */
  async decide(request: PaymentRequest): Promise<PaymentCommit & { readonly receipt: NewReceipt }> {
    const { store, now: at } = this;
    const rules = this.#rules;
    const facts = await store.readPaymentFacts(request, { limits: rules.limits, at });
    const decision = decidePayment(request.order, [], facts, rules, at);
    return { request, rules, at, decision, answer: decision.code, receipt: this.#newReceipt() };
  }

  async claim(receiptId: string): Promise<string> {
    const { store, now: at } = this;
    const merchantId = this.receipts.get(receiptId) ?? '';
    const purchase = (await store.findPurchases([receiptId])).get(receiptId);
    const claims = [{ receiptId, opensLock: true, preimage: encodeBase64Url(testRandom(32)) }];
    const decisions = claims.map((claim) => decideClaim(claim, purchase, merchantId, at));
    const request = {
      ...{ requestDigest: newIdentifier(testRandom), rrpid: newIdentifier(testRandom) },
      ...{ senderThumb: `thumb of ${merchantId}`, merchantId, claims },
    };
    await store.commitClaims({ request, at, decisions, answer: 'answer' });
    return decisions[0]?.code ?? '';
  }

  /** What the ledger decides; `amountMinor` may be any. */
  async refund(
    receiptId: string,
    amountMinor: number,
    changes: Partial<RefundRequest> = {},
  ): Promise<string> {
    const commit = await this.decideRefund(receiptId, amountMinor, changes);
    const status = await this.store.commitRefund(commit);
    return status === 'changed' ? status : commit.decision.code;
  }

  async decideRefund(
    receiptId: string,
    amountMinor: number,
    changes: Partial<RefundRequest> = {},
  ): Promise<RefundCommit> {
    const merchantId = this.receipts.get(receiptId) ?? '';
    const request: RefundRequest = {
      ...{ requestDigest: newIdentifier(testRandom), rrpid: newIdentifier(testRandom) },
      ...{ senderThumb: `thumb of ${merchantId}`, merchantId, receiptId, reason: 'torn' },
      amount: { currency: 'EUR', value: amountMinor },
      ...changes,
    };
    const decision = decideRefund(request, await this.store.readRefundFacts(receiptId));
    return { request, at: this.now, decision, answer: decision.code };
  }

  async close(settleOpenOtbsAtClose: boolean): Promise<ClearingResult> {
    const { store, now: at } = this;
    const newRrpid = () => newIdentifier(testRandom);
    const period = await store.beginClose({ at, settleOpenOtbsAtClose, newRrpid });
    for (const settlement of await store.pendingSettlements(period))
      await store.commitSettlement(settlement, { state: 'done', code: 'success' });
    return store.finishClose(period, at, newRrpid);
  }

  /** Parks a payment for which the Open To Buy is insufficient, and asks the bank for a new one. */
  async beginTopUp(commit: PaymentCommit): Promise<SetPurchase> {
    const { store, now: at } = this;
    const id = () => newIdentifier(testRandom);
    const { payer } = commit.request;
    const offered = { payer, order: 'Open to Buy', amount: this.#topUpAmount };
    const lidM = id();
    await store.commitPayment({ ...commit, topUp: { ...offered, lidM, expiresAt: at + 3600 } });
    const transIds = { lidC: id(), lidM, xid: id(), preqDate: at, language: 'fr' };
    const purchase = {
      ...{ ...offered, xid: transIds.xid, lidM, transIds, challM: id(), state: 'initialised' as const },
      ...{ pReq: undefined, reversal: undefined, pRes: undefined },
    };
    await store.addSetPurchase(purchase, { requestDigest: id(), answer: 'answer' });
    const pReq = {
      ...{ requestDigest: id(), rrpid: id(), challC: id(), authRrpid: id(), authReq: 'request' },
      authorisingSince: at,
    };
    const { limits } = this.#rules;
    await store.beginAuthorisation(purchase.xid, pReq, limits?.payerExposureMinor[offered.amount.currency]);
    return purchase;
  }

  /** The bank has approved. */
  async endTopUp(
    purchase: SetPurchase,
    answer = 'answer',
  ): Promise<{ status: string; code: string; receiptId: string }> {
    const { store, now: at } = this;
    const rules = this.#rules;
    const parked = await store.findParked(purchase.lidM);
    // Another process was here before.
    if (parked?.order === undefined) return { status: 'changed', code: 'changed', receiptId: '' };
    const captureExpiresAt = at + authorizationLifeSeconds;
    const { opened } = rollOver(undefined, purchase, { at, captureExpiresAt });
    const facts = {
      ...(await store.readPaymentFacts(parked, { limits: rules.limits, at })),
      otb: opened,
      isTopUpPending: false,
    };
    const decision = decidePayment(parked.order, parked.faults, facts, rules, at);
    const receipt = this.#newReceipt();
    const authorisation = { xid: purchase.xid, capToken: 'token', captureExpiresAt };
    const payment = { request: parked, decision, answer, receipt };
    const status = await store.commitTopUp({
      ...{ xid: purchase.xid, at, pRes: 'PRes', authorisation, rules, payment },
    });
    return { status, code: decision.code, receiptId: receipt.receiptId };
  }

  #newReceipt() {
    const adviceDeadline = this.now + day;
    return { receiptId: newIdentifier(testRandom), adviceDeadline, claimDeadline: adviceDeadline + day };
  }

  #paid(code: string, receiptId: string, merchantId = ''): { code: string; receiptId?: string } {
    if (code !== 'approved') return { code };
    this.receipts.set(receiptId, merchantId);
    return { code, receiptId };
  }
}
