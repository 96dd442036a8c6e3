/** One purchase with all that became of it. */
import type { PurchaseDetail } from '../../ledger/operator-views.ts';
import { payerFingerprint } from '../../ledger/payer-fingerprint.ts';
import { type Posting, postAccepted, postCredited, postRefund, postReturned } from '../../ledger/posting.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import type { Refund } from '../../ledger/refund.ts';
import { all, first, type Steps } from './engine.ts';
import { selectView, type ViewRow, viewOfRow } from './operator-search.ts';
import { refundColumns } from './refunds.ts';
import { findPurchases, otbColumns } from './rows.ts';

type Line = PurchaseDetail['lines'][number];

export function* findDetail(receiptId: string): Steps<PurchaseDetail | undefined> {
  const purchase = (yield* findPurchases([receiptId])).get(receiptId);
  const row = yield* first<ViewRow>(`${selectView('purchase')} WHERE purchase.receipt_id = ?`, receiptId);
  if (purchase === undefined || row === undefined) return undefined;
  const view = viewOfRow(row);
  const { payer, xid, adviceDeadline, claimDeadline } = purchase;
  const known = yield* first<PurchaseDetail['otb'] & Pick<PurchaseDetail, 'payerStatus'>>(
    `SELECT ${otbColumns}, payer.status AS "payerStatus" FROM otb JOIN payer ON payer.payer = otb.payer
     WHERE otb.xid = ? AND otb.payer = ?`,
    ...[xid, payer],
  );
  if (known === undefined) return undefined;
  const refunds = yield* all<Refund>(
    `SELECT ${refundColumns} FROM refund WHERE receipt_id = ? AND payer = ? ORDER BY refunded_at, rrpid`,
    ...[receiptId, payer],
  );
  const { payerStatus, limitMinor, spentMinor, state, openedAt } = known;
  return {
    ...{ ...view, adviceDeadline, claimDeadline, payerStatus },
    otb: { limitMinor, spentMinor, state, openedAt },
    refunds: refunds.map(({ rrpid, way, amountMinor, reason, refundedAt }) => ({
      ...{ rrpid, way, amountMinor, reason, refundedAt },
    })),
    entries: entriesOf(purchase, view.decidedAt, refunds),
    lines: yield* linesOf(purchase, view.clearedPeriod),
  };
}

function entriesOf(purchase: Purchase, decidedAt: number | undefined, refunds: readonly Refund[]) {
  const { state, acceptedAt, payer } = purchase;
  const decide = state === 'credited' ? postCredited : postReturned;
  const decided = state === 'accepted' || decidedAt === undefined ? [] : [decide(purchase, decidedAt)];
  const given = refunds.filter(({ way }) => way !== 'cancel').map(postRefund);
  const named = (account: string) => account.replace(`:${payer}`, `:${payerFingerprint(payer)}`);
  return [postAccepted(purchase, acceptedAt), ...decided, ...given].map(
    ({ kind, debit, credit, amountMinor, postedAt }: Posting) => ({
      ...{ kind, debit: named(debit), credit: named(credit), amountMinor, postedAt },
    }),
  );
}

function* linesOf(
  { state, merchantId, payer, currency }: Purchase,
  period: string | undefined,
): Steps<Line[]> {
  if (period === undefined || state !== 'credited') return [];
  return yield* all<Line>(
    `SELECT side, amount_minor AS "amountMinor", item_count AS count, state FROM clearing_line
     WHERE period = ? AND currency = ? AND ((side = 'credit' AND party = ?) OR (side = 'debit' AND party = ?))
     ORDER BY side DESC`,
    ...[period, currency, merchantId, payer],
  );
}
