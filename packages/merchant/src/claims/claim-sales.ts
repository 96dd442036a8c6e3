/**
 * MPClaim: show the intermediary the preimages of what was sold, and book what it answers.
 *
 * A batch is journalled before it is sent. After a crash or an outage the very same bytes go again under the same
 * rrpid; only when they are too old to be accepted is a new batch signed. A claim repeated is answered the same,
 * so no sale is credited twice.
 */
import {
  clockToleranceSeconds,
  type MpClaimRes,
  mpClaim,
  mpClaimRes,
  newIdentifier,
  sameAmount,
} from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import type { IntermediaryAddress, Merchant } from '../merchant.ts';
import type { ClaimBatch, SaleRecord } from '../store/offer-store.ts';
import { postMessage } from '../web/post-message.ts';

/** Small enough to be answered at once, and to fit the bound of a message. */
export const claimsPerBatch = 50;

/** Answers of the intermediary that the same bytes can't overcome: a batch signed anew can. */
const staleCodes: readonly string[] = ['ERR_MESSAGE_TOO_OLD', 'ERR_RRPID_REUSED'];

export interface ClaimReport {
  readonly creditedCount: number;
  readonly refusedCount: number;
}

/**
 * Claims everything that waits, at every intermediary, also when one of them is away. Throws ERR_CLAIM_UNANSWERED or
 * ERR_CLAIM_ANSWER_INVALID at the end; what was booked stays.
 */
export async function claimSales(merchant: Merchant): Promise<ClaimReport> {
  const codes: string[] = [];
  const failures: unknown[] = [];
  for (const intermediary of merchant.intermediaries) {
    try {
      await claimAt(merchant, intermediary, codes);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  const creditedCount = codes.filter((code) => code === 'credited').length;
  return { creditedCount, refusedCount: codes.length - creditedCount };
}

async function claimAt(
  merchant: Merchant,
  intermediary: IntermediaryAddress,
  codes: string[],
): Promise<void> {
  for (;;) {
    const batch = await nextBatch(merchant, intermediary);
    if (batch === undefined) return;
    const results = await upload(merchant, intermediary, batch);
    await merchant.store.endClaim(batch.rrpid, results);
    codes.push(...results.map(({ code }) => code));
  }
}

async function nextBatch(merchant: Merchant, { id }: IntermediaryAddress): Promise<ClaimBatch | undefined> {
  const { store, now } = merchant;
  const open = await store.openClaim(id);
  if (open !== undefined) {
    // A minute before the receiver would call it too old, as it still has to travel.
    if (now() - open.madeAt < clockToleranceSeconds - 60) return open;
    await store.endClaim(open.rrpid, []);
  }
  const sales = await store.unclaimedSales(id, claimsPerBatch);
  if (sales.length === 0) return undefined;
  const batch = await signBatch(merchant, id, sales);
  await store.beginClaim(batch);
  return batch;
}

async function signBatch(
  { identity, random, now }: Merchant,
  intermediaryId: string,
  sales: readonly SaleRecord[],
): Promise<ClaimBatch> {
  const rrpid = newIdentifier(random);
  const madeAt = now();
  const claims = sales.map(({ receiptId, preimage }) => ({ receiptId, preimage }));
  const message = await mpClaim.sign(
    { rrpid, intermediaryId, iat: madeAt, exp: madeAt + clockToleranceSeconds, claims },
    identity.signer,
  );
  return { rrpid, intermediaryId, message, madeAt, receiptIds: sales.map(({ receiptId }) => receiptId) };
}

async function upload(merchant: Merchant, { id, url }: IntermediaryAddress, batch: ClaimBatch) {
  const answer = await send(merchant, `${url}/mset/mpclaim`, batch);
  const { payload, sender } = await mpClaimRes
    .open(answer, { trust: merchant.trust, at: merchant.now() })
    .catch((cause) => {
      throw new MerchantError('ERR_CLAIM_ANSWER_INVALID', { reason: 'signature or form' }, { cause });
    });
  if (sender.merchantData?.merchantId !== id || payload.rrpid !== batch.rrpid)
    throw new MerchantError('ERR_CLAIM_ANSWER_INVALID', { reason: 'another answer' });
  await checkResults(merchant, batch, payload.results);
  return payload.results.map(({ receiptId, code }) => ({ receiptId, code }));
}

async function send(merchant: Merchant, url: string, batch: ClaimBatch): Promise<string> {
  const answer = await postMessage(merchant, url, batch.message, 'ERR_CLAIM_UNANSWERED');
  if ('text' in answer) return answer.text;
  const { status, code } = answer;
  if (staleCodes.includes(code)) await merchant.store.endClaim(batch.rrpid, []);
  throw new MerchantError('ERR_CLAIM_UNANSWERED', { status, code });
}

/** Only what was claimed is answered, each once, and credited at the price it was sold. */
async function checkResults(
  merchant: Merchant,
  batch: ClaimBatch,
  results: MpClaimRes['results'],
): Promise<void> {
  const claimed = new Set(batch.receiptIds);
  for (const { receiptId, code, amount } of results) {
    if (!claimed.delete(receiptId))
      throw new MerchantError('ERR_CLAIM_ANSWER_INVALID', { reason: 'unclaimed receipt' });
    if (code !== 'credited' || amount === undefined) continue;
    const sale = await merchant.store.findSaleByReceipt(batch.intermediaryId, receiptId);
    if (sale === undefined || !sameAmount(sale.amount, amount))
      throw new MerchantError('ERR_CLAIM_ANSWER_INVALID', { reason: 'amount' });
  }
  if (claimed.size > 0) throw new MerchantError('ERR_CLAIM_ANSWER_INVALID', { reason: 'missing receipt' });
}
