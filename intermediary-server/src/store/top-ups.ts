/** The end of a top-up in the database: Open To Buys, the parked payment and the answers in one transaction. */
import { decidePayment, sameDecision } from '../ledger/decide-payment.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { Otb } from '../ledger/otb.ts';
import type { CommitStatus, DeclineCommit, TopUpCommit } from '../ledger/records.ts';
import { rollOver } from '../ledger/roll-over.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { Payments } from './payments.ts';
import { type SetPurchaseOperations, setPurchaseTable } from './set-purchase-table.ts';
import { type Tables, unreachable } from './tables.ts';

type TopUps = SetPurchaseOperations & Pick<LedgerStore, 'commitTopUp' | 'commitDecline'>;

export function topUps(
  database: SqliteDatabase,
  rows: Tables,
  payments: Payments,
  commits: GroupCommit,
): TopUps {
  const purchases = setPurchaseTable(database);
  const find = (xid: string) => purchases.find(xid) ?? unreachable('a top-up has its purchase');
  const addOtb = database.prepare<[Otb & { capToken: string }]>(
    `INSERT INTO otb (xid, payer, currency, limit_minor, spent_minor, state, cap_token, opened_at,
       spendable_until)
     VALUES (@xid, @payer, @currency, @limitMinor, @spentMinor, @state, @capToken, @openedAt,
       @spendableUntil)`,
  );
  const open = ({ xid, at, pRes, authorisation, rules, payment }: TopUpCommit): CommitStatus => {
    const purchase = find(xid);
    if (!purchases.finish(xid, 'approved', pRes)) return 'changed';
    if (payments.parked(purchase.lidM)?.rrpid !== payment?.request.rrpid) return 'changed';
    const { captureExpiresAt, capToken } = authorisation;
    const old = rows.openOtb(purchase.payer, purchase.amount.currency);
    const { closing, opened } = rollOver(old, purchase, { at, captureExpiresAt });
    if (closing !== undefined) rows.saveOtb(closing);
    addOtb.run({ ...opened, capToken });
    if (payment === undefined) return 'committed';
    const { order, faults } = payment.request;
    const again = decidePayment(order, faults, payments.facts(payment.request), rules, at);
    if (!sameDecision(again, payment.decision)) return 'changed';
    payments.write({ ...payment, at });
    return 'committed';
  };
  const decline = ({ xid, at, pRes, parked }: DeclineCommit): CommitStatus => {
    const request = payments.parked(find(xid).lidM);
    if ((request === undefined) !== (parked === undefined)) return 'changed';
    if (!purchases.finish(xid, 'declined', pRes)) return 'changed';
    if (request === undefined || parked === undefined) return 'committed';
    payments.addTopUp(parked.topUp);
    payments.finish(request, parked.answer, at);
    return 'committed';
  };
  return {
    ...purchases.operations,
    commitTopUp: (commit) => commits.run(() => open(commit)),
    commitDecline: (commit) => commits.run(() => decline(commit)),
  };
}
