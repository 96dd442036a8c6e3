/** What is shown of a closed period: its lines, what was ordered for them, and each receipt's place. */
import type { BankOrder, CollectBy, LineKey } from '../../ledger/bank-records.ts';
import type { BankStore, ClearingOverview, LineReport, ReceiptProof } from '../../ledger/bank-store.ts';
import { MerkleTree } from '../../ledger/merkle.ts';
import { refundLeaf } from '../../ledger/pay-refunds.ts';
import { receiptLeaf } from '../../ledger/receipt-leaf.ts';
import { messageColumns } from './bank-files.ts';
import { orderMostMinor } from './bank-orders.ts';
import { lineColumns } from './bank-rows.ts';
import { forEachCleared } from './cleared-items.ts';
import { all, first, type SqlEngine, type Steps } from './engine.ts';
import { refundPaymentsOf } from './refund-payments.ts';
import { findPurchases } from './rows.ts';

type Report = Pick<BankStore, 'readClearing' | 'readLines' | 'readDueLines' | 'proveReceipt'>;

export function clearingReport(engine: SqlEngine): Report {
  return {
    readClearing: (period) => engine.readAside(() => overview(period)),
    readLines: (period, after, most) => engine.read(() => linesOf(period, after, most)),
    readDueLines: (most) => engine.read(() => dueLines(most)),
    proveReceipt: (receiptId) => prove(engine, receiptId),
  };
}

function* overview(period: string): Steps<ClearingOverview | undefined> {
  const run = yield* first<{ closedAt: number | null }>(
    'SELECT closed_at AS "closedAt" FROM clearing_run WHERE period = ?',
    period,
  );
  if (run === undefined || run.closedAt === null) return undefined;
  const totals = yield* all<ClearingOverview['totals'][number]>(
    `SELECT currency, side, count(*) AS lines, CAST(sum(amount_minor) AS BIGINT) AS "amountMinor",
       CAST(sum(item_count) AS BIGINT) AS count
     FROM clearing_line WHERE period = ? GROUP BY currency, side ORDER BY currency, side`,
    period,
  );
  const cardCredits = yield* all<ClearingOverview['cardCredits'][number]>(
    `SELECT currency, CAST(sum(amount_minor) AS BIGINT) AS "amountMinor", count(*) AS count,
       CAST(sum(CASE state WHEN 'done' THEN 1 ELSE 0 END) AS BIGINT) AS "doneCount"
     FROM card_credit WHERE period = ? GROUP BY currency ORDER BY currency`,
    period,
  );
  type MessageRow = Omit<ClearingOverview['messages'][number], 'digest' | 'states'> & {
    digest: string | null;
    house: string;
  };
  const messages = yield* all<MessageRow>(
    `SELECT ${messageColumns}, digest, coalesce(length(content), 0) AS bytes
     FROM bank_message LEFT JOIN bank_file ON bank_file.message_id = bank_message.message_id
     WHERE period = ? ORDER BY bank_message.message_id`,
    period,
  );
  const states = yield* all<{ messageId: string; state: BankOrder['state']; count: number }>(
    `SELECT bank_order.message_id AS "messageId", state, count(*) AS count
     FROM bank_order JOIN bank_message ON bank_message.message_id = bank_order.message_id
     WHERE bank_message.period = ? GROUP BY bank_order.message_id, state`,
    period,
  );
  return {
    period,
    closedAt: run.closedAt,
    totals,
    cardCredits,
    messages: messages.map(({ house: _house, digest, ...message }) => ({
      ...message,
      digest: digest ?? undefined,
      states: Object.fromEntries(
        states.flatMap(({ messageId, state, count }) =>
          messageId === message.messageId ? [[state, count]] : [],
        ),
      ),
    })),
  };
}

interface ReportRow extends Omit<LineReport, 'collectBy' | 'fingerprint' | 'order' | 'isPayable'> {
  readonly collectBy: CollectBy | null;
  readonly fingerprint: string | null;
  readonly endToEndId: string | null;
  readonly messageId: string;
  readonly orderState: BankOrder['state'];
  readonly reason: string | null;
  readonly payable: number;
}

/** Each with its last order: the one with the highest attempt is the one whose number the line has. */
const selectReport = `SELECT ${lineColumns}, clearing_line.collect_by AS "collectBy", fingerprint,
    end_to_end_id AS "endToEndId", message_id AS "messageId", ordered.state AS "orderState", reason,
    CASE WHEN amount_minor > ${orderMostMinor} THEN 0
      WHEN NOT EXISTS (SELECT 1 FROM bank_account WHERE holder = 'house'
        AND (clearing_line.side = 'credit' OR creditor_id IS NOT NULL)) THEN 0
      WHEN clearing_line.side = 'credit'
        AND EXISTS (SELECT 1 FROM bank_account WHERE holder = 'merchant:' || party) THEN 1
      WHEN clearing_line.side = 'credit' AND EXISTS (SELECT 1 FROM mandate JOIN payer AS client
        ON client.payer = mandate.payer WHERE mandate.state = 'active' AND 'client:' || client.fingerprint = party) THEN 1
      WHEN clearing_line.side = 'debit' AND EXISTS (SELECT 1 FROM mandate
        WHERE mandate.payer = party AND mandate.state = 'active') THEN 1
      ELSE 0 END AS payable
  FROM clearing_line
  LEFT JOIN payer ON clearing_line.side = 'debit' AND payer.payer = clearing_line.party
  LEFT JOIN (SELECT period AS of_period, side AS of_side, party AS of_party, currency AS of_currency, end_to_end_id,
      message_id, state, reason FROM bank_order) ordered
    ON of_period = clearing_line.period AND of_side = clearing_line.side AND of_party = party
      AND of_currency = currency AND end_to_end_id LIKE '%-' || attempts`;

function* linesOf(period: string, after: LineKey | undefined, most: number): Steps<LineReport[]> {
  const { side = '', currency = '', party = '' } = after ?? {};
  const rows = yield* all<ReportRow>(
    `${selectReport} WHERE clearing_line.period = ? AND (clearing_line.side, party, currency) > (?, ?, ?)
     ORDER BY clearing_line.side, party, currency LIMIT ?`,
    ...[period, side, party, currency, most],
  );
  return rows.map(reportOf);
}

function* dueLines(most: number): Steps<LineReport[]> {
  const rows = yield* all<ReportRow>(
    `${selectReport} WHERE clearing_line.state = 'due'
     ORDER BY clearing_line.period, clearing_line.side, currency, party LIMIT ?`,
    most,
  );
  return rows.map(reportOf);
}

function reportOf(row: ReportRow): LineReport {
  const { endToEndId, messageId, orderState, reason, payable, collectBy, fingerprint, ...line } = row;
  return {
    ...line,
    collectBy: collectBy ?? undefined,
    fingerprint: fingerprint ?? undefined,
    order:
      endToEndId === null
        ? undefined
        : { endToEndId, messageId, state: orderState, reason: reason ?? undefined },
    isPayable: payable === 1,
  };
}

interface LineRow {
  readonly side: LineKey['side'];
  readonly root: string;
}

async function prove(engine: SqlEngine, receiptId: string): Promise<ReceiptProof | undefined> {
  const found = await engine.readTogether(() => clearedReceipt(receiptId));
  if (found === undefined) return undefined;
  const { purchase, period, lines, fingerprint } = found;
  const { payer, merchantId, currency } = purchase;
  const trees = { credit: new MerkleTree(), debit: new MerkleTree() };
  await forEachCleared(engine, period, (item) => {
    if (item.currency !== currency) return;
    const isTarget = item.receiptId === receiptId;
    if (item.merchantId === merchantId) trees.credit.add(receiptLeaf(item), isTarget);
    if (item.payer === payer) trees.debit.add(receiptLeaf(item), isTarget);
  });
  for (const payment of await engine.read(() => refundPaymentsOf(period)))
    if (payment.merchantId === merchantId && payment.currency === currency)
      trees.credit.add(refundLeaf(payment));
  const proofs = { credit: trees.credit.proof(), debit: trees.debit.proof() };
  const rootOf = (wanted: LineKey['side']) => lines.find(({ side }) => side === wanted)?.root;
  const [creditRoot, debitRoot] = [rootOf('credit'), rootOf('debit')];
  if (proofs.credit === undefined || proofs.debit === undefined) return undefined;
  if (creditRoot === undefined || debitRoot === undefined) return undefined;
  return {
    period,
    leaf: new TextDecoder().decode(receiptLeaf(purchase)),
    credit: { ...proofs.credit, merchantId, root: creditRoot },
    debit: { ...proofs.debit, fingerprint, root: debitRoot },
  };
}

function* clearedReceipt(receiptId: string) {
  const purchase = (yield* findPurchases([receiptId])).get(receiptId);
  if (purchase === undefined || purchase.state !== 'credited') return undefined;
  const row = yield* first<{ period: string; fingerprint: string }>(
    `SELECT clearing_run.period, fingerprint FROM otb
     JOIN clearing_run ON clearing_run.period = otb.cleared_period AND clearing_run.state = 'closed'
     JOIN payer ON payer.payer = otb.payer WHERE otb.xid = ? AND otb.payer = ?`,
    ...[purchase.xid, purchase.payer],
  );
  if (row === undefined) return undefined;
  const lines = yield* all<LineRow>(
    `SELECT side, root FROM clearing_line WHERE period = ? AND currency = ?
       AND ((side = 'credit' AND party = ?) OR (side = 'debit' AND party = ?))`,
    ...[row.period, purchase.currency, purchase.merchantId, purchase.payer],
  );
  return { purchase, lines, ...row };
}
