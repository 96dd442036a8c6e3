/**
 * The claiming side of an intermediary for tests: verifies MPClaim, checks the hash locks of the receipts that it
 * was told of, keeps answers by rrpid, and can be out of order. Only tests import this.
 */
import { createHash } from 'node:crypto';
import {
  type ClaimCode,
  deliveryTagOf,
  type MpClaim,
  type MpClaimRes,
  type MpRefundRes,
  mpClaim,
  mpClaimRes,
  mpRefund,
  mpRefundRes,
  type Receipt,
} from '@ecomm/protocol';
import type { TestWorld } from '../../../protocol/src/testing/demo-parties.ts';

export type Outage = 'none' | 'refusesConnection' | 'losesAnswer' | 'answersError' | 'answersNonsense';

export class TestIntermediary {
  readonly #world: TestWorld;
  readonly #now: () => number;
  readonly #receipts = new Map<string, Receipt>();
  readonly #answers = new Map<string, { digest: string; answer: string }>();
  readonly credited = new Map<string, number>();
  /** Every MPClaim that arrived, byte for byte. */
  readonly arrived: string[] = [];
  outage: Outage = 'none';
  /** What a dishonest one changes before it signs. */
  alterRefund: (answer: MpRefundRes) => MpRefundRes = (answer) => answer;
  alter: (answer: MpClaimRes) => MpClaimRes = (answer) => answer;

  constructor(world: TestWorld, now: () => number) {
    this.#world = world;
    this.#now = now;
  }

  /** It signed this receipt. */
  accept(res: string): void {
    const receipt = JSON.parse(Buffer.from(res.split('.')[1] ?? '', 'base64url').toString()) as Receipt;
    this.#receipts.set(receipt.receiptId, receipt);
  }

  get creditedMinor(): number {
    return [...this.credited.values()].reduce((total, value) => total + value, 0);
  }

  readonly fetch: typeof fetch = async (input, init) => {
    if (this.outage === 'refusesConnection') throw new TypeError('fetch failed');
    const url = new URL(String(input));
    const isRefund = url.pathname === '/mset/mprefund';
    if (!(isRefund || url.pathname === '/mset/mpclaim') || init?.method !== 'POST')
      return new Response(null, { status: 404 });
    const message = String(init.body);
    this.arrived.push(message);
    if (this.outage === 'answersError') return refusal('ERR_OVERLOADED', 503);
    const answer = isRefund ? await this.#answerRefund(message) : await this.#answer(message);
    if (this.outage === 'losesAnswer') throw new TypeError('socket hang up');
    if (this.outage === 'answersNonsense') return new Response('<html>');
    return answer;
  };

  /** What was given back of a receipt. */
  readonly refunded = new Map<string, number>();

  async #answerRefund(message: string): Promise<Response> {
    const digest = createHash('sha256').update(message).digest('hex');
    const repeated = [...this.#answers.values()].find((known) => known.digest === digest);
    if (repeated !== undefined) return new Response(repeated.answer);
    const at = this.#now();
    try {
      const { payload } = await mpRefund.open(message, { trust: this.#world.newTrust(), at });
      const { rrpid, receiptId, amount } = payload;
      if (this.#answers.has(rrpid)) return refusal('ERR_RRPID_REUSED', 409);
      const before = this.refunded.get(receiptId) ?? 0;
      const sold = this.#receipts.get(receiptId)?.amount.value ?? 0;
      const isClaimed = this.credited.has(receiptId);
      const code = before + amount.value > sold ? 'exceedsSale' : isClaimed ? 'refunded' : 'cancelled';
      if (code !== 'exceedsSale') this.refunded.set(receiptId, before + amount.value);
      const times = { iat: at, exp: at + 7 * 86_400 };
      const answer = await mpRefundRes.sign(
        this.alterRefund({ rrpid, ...times, receiptId, code }),
        this.#world.intermediary.signer,
      );
      this.#answers.set(rrpid, { digest, answer });
      return new Response(answer);
    } catch (error) {
      const { code = 'ERR_UNKNOWN' } = error as { code?: string };
      return refusal(code, 400);
    }
  }

  async #answer(message: string): Promise<Response> {
    const { payload, sender } = await mpClaim.open(message, {
      trust: this.#world.newTrust(),
      at: this.#now(),
    });
    const digest = createHash('sha256').update(message).digest('hex');
    const known = this.#answers.get(payload.rrpid);
    if (known !== undefined && known.digest !== digest) return refusal('ERR_RRPID_REUSED', 409);
    const merchantId = sender.merchantData?.merchantId;
    const answer = known?.answer ?? (await this.#decide(payload, merchantId ?? ''));
    this.#answers.set(payload.rrpid, { digest, answer });
    return new Response(answer, { headers: { 'content-type': 'application/jose' } });
  }

  async #decide({ rrpid, claims }: MpClaim, merchantId: string): Promise<string> {
    const results: MpClaimRes['results'] = [];
    for (const { receiptId, preimage } of claims) {
      const receipt = this.#receipts.get(receiptId);
      const code = await codeOf(receipt, preimage, merchantId, this.#now());
      if (receipt !== undefined && code === 'credited') {
        this.credited.set(receiptId, receipt.amount.value);
        results.push({ receiptId, code, amount: receipt.amount });
      } else results.push({ receiptId, code });
    }
    const answer = { rrpid, iat: this.#now(), exp: this.#now() + 7 * 86_400, results };
    return mpClaimRes.sign(this.alter(answer), this.#world.intermediary.signer);
  }
}

async function codeOf(
  receipt: Receipt | undefined,
  preimage: string,
  merchantId: string,
  now: number,
): Promise<ClaimCode> {
  if (receipt === undefined) return 'unknownReceipt';
  if (receipt.merchantId !== merchantId) return 'otherMerchant';
  if ((await deliveryTagOf(receipt.offerId, preimage)) !== receipt.deliveryTag) return 'wrongPreimage';
  return now > receipt.adviceDeadline ? 'returned' : 'credited';
}

function refusal(code: string, status: number): Response {
  return Response.json({ code, setCode: 'unspecifiedFailure', message: code }, { status });
}
