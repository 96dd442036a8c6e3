/** BatchAdminReq → BatchAdminRes: a merchant opens, closes, purges or looks at a batch (SET Book 2). */
import {
  answerRetentionSeconds,
  type BatchAdminReq,
  type BatchAdminRes,
  batchAdminReq,
  batchAdminRes,
  digestOf,
} from '@ecomm/protocol';
import { answerOnce } from './answer-once.ts';
import { answeringFor } from './answering.ts';
import { type Gateway, readingOf } from './gateway.ts';
import { openMerchant } from './merchant.ts';

/** `body` and the answer are JSON {enc}. Throws a ProtocolError where SET answers an Error message. */
export async function administerBatch(asked: Gateway, body: string): Promise<string> {
  const gateway = answeringFor(asked, body);
  const requestDigest = await digestOf(body);
  const repeated = gateway.answers.findByDigest('batchAdminReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = gateway.clock();
  const opened = await batchAdminReq.open(body, readingOf(gateway, at));
  const merchant = await openMerchant(gateway, opened, at);
  const { rrpid } = opened.payload;
  const { answer, outcome } = await answerOnce(gateway, {
    kind: 'batchAdminReq',
    sender: merchant.thumb,
    rrpid,
    requestDigest,
    at,
    execute: () => execute(gateway, opened.payload, at),
    answer: (result) =>
      batchAdminRes.make(
        { rrpid, ...result, iat: at, exp: at + answerRetentionSeconds },
        gateway.identity.signer,
        merchant.recipient,
      ),
  });
  if (outcome !== undefined) {
    const { status, batchId = 0 } = outcome;
    const { operation } = opened.payload;
    gateway.log.info({ merchantId: merchant.merchantId, operation, status, batchId }, 'batch');
  }
  return answer;
}

type BatchResult = Pick<BatchAdminRes, 'status' | 'batchId' | 'state' | 'totals'>;

function execute({ batches }: Gateway, request: BatchAdminReq, at: number): BatchResult {
  const { merchantId, operation, batchId } = request;
  if (operation === 'open') return stateOf(batches.current(merchantId, at).batchId, true);
  const batch = batchId === undefined ? batches.open(merchantId) : batches.find(merchantId, batchId);
  if (batch === undefined) return { status: 'batchUnknown' };
  const totals = batches.totals(merchantId, batch.batchId).map(({ currency, ...sums }) => ({
    captured: { currency, value: sums.capturedMinor },
    capturedCount: sums.capturedCount,
    credited: { currency, value: sums.creditedMinor },
    creditedCount: sums.creditedCount,
  }));
  if (operation === 'query') return { ...stateOf(batch.batchId, batch.isOpen), totals };
  if (!batch.isOpen) return { ...stateOf(batch.batchId, false), status: 'batchClosed', totals };
  // Only an empty batch may be thrown away: what is in it was debited.
  if (operation === 'purge' && totals.length > 0)
    return { ...stateOf(batch.batchId, true), status: 'notEmpty', totals };
  batches.close(merchantId, batch.batchId, at);
  return { ...stateOf(batch.batchId, false), totals };
}

function stateOf(batchId: number, isOpen: boolean): BatchResult {
  return { status: 'success', batchId, state: isOpen ? 'open' : 'closed' };
}
