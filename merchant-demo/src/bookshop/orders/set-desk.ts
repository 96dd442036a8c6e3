/** The payment desk that sells by SET: the payment part's verbs, and their refusals as answers. */
import {
  administerBatch,
  cancelOrder,
  captureOrder,
  createOrder,
  errorResponse,
  findOrder,
  type OperationResult,
  type OrderSettler,
  refundOrder,
  type SetMerchant,
} from '@ecomm/merchant';
import { factsOfOrder } from './facts-of-order.ts';
import type { BatchFacts, DeskAnswer, PaymentDesk } from './payment-desk.ts';

export function setDesk(merchant: SetMerchant, settler: OrderSettler): PaymentDesk {
  return {
    initiationPathOf: (orderId) => `/set/initiation/${orderId}`,
    async openOrder({ currency, amountMinor, ...order }) {
      const { orderId } = await createOrder(merchant, { ...order, amount: { currency, value: amountMinor } });
      return orderId;
    },
    factsOf: async (orderId) => factsOfOrder(await findOrder(merchant, orderId), merchant.now()),
    capture: (orderId, amountMinor, rest) =>
      answerOf(captureOrder(merchant, settler, orderId, { amountMinor, rest })),
    cancel: (orderId) => answerOf(cancelOrder(merchant, settler, orderId)),
    refund: (orderId, amountMinor, reason) =>
      answerOf(refundOrder(merchant, settler, orderId, { amountMinor, reason })),
    batch: () => openBatch(merchant),
    closeBatch: () => answerOf(closeBatch(merchant)),
  };
}

async function openBatch(merchant: SetMerchant): Promise<BatchFacts | undefined> {
  const { status, batchId, state, totals = [] } = await administerBatch(merchant, 'query');
  if (status !== 'success' || batchId === undefined || state !== 'open') return undefined;
  return {
    batchId,
    totals: totals.map(({ captured, capturedCount, credited, creditedCount }) => ({
      currency: captured.currency,
      capturedMinor: captured.value,
      creditedMinor: credited.value,
      ...{ capturedCount, creditedCount },
    })),
  };
}

async function closeBatch(merchant: SetMerchant): Promise<OperationResult> {
  const { status } = await administerBatch(merchant, 'close');
  return status === 'success' ? { status: 'done' } : { status: 'refused', code: status };
}

/** What the payment part or the protocol refuses is an answer; a bug stays an error. */
async function answerOf(result: Promise<OperationResult>): Promise<DeskAnswer> {
  try {
    return await result;
  } catch (error) {
    if (errorResponse(error) === undefined) throw error;
    return { status: 'refused', code: (error as { code: string }).code };
  }
}
