/** Payers and merchants that an operator freezes, each with its entry in the audit trail. */
import type { MerchantStatus, OperatorStore } from '../../ledger/operator-store.ts';
import { writeAudit } from './audit.ts';
import { all, change, put, type SqlEngine } from './engine.ts';

type Statuses = Pick<OperatorStore, 'setPayerStatus' | 'setMerchantStatus' | 'readMerchantStatuses'>;

const shownMost = 500;

export function statuses(engine: SqlEngine): Statuses {
  return {
    setPayerStatus: (fingerprint, status, by, at) =>
      engine.write(function* () {
        const changed = yield* change(
          'UPDATE payer SET status = ? WHERE fingerprint = ?',
          status,
          fingerprint,
        );
        if (changed !== 1) return false;
        yield* writeAudit(by, at);
        return true;
      }),
    setMerchantStatus: (merchantId, status, by, at) =>
      engine.write(function* () {
        yield* put(
          `INSERT INTO merchant_status (merchant_id, status, set_at) VALUES (?, ?, ?)
           ON CONFLICT (merchant_id) DO UPDATE SET status = excluded.status, set_at = excluded.set_at`,
          ...[merchantId, status, at],
        );
        yield* writeAudit(by, at);
      }),
    readMerchantStatuses: () =>
      engine.readAside(() =>
        all<MerchantStatus>(
          `SELECT merchant_id AS "merchantId", status, set_at AS "setAt" FROM merchant_status
           ORDER BY set_at DESC, merchant_id LIMIT ${shownMost}`,
        ),
      ),
  };
}
