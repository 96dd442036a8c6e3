/** MPReqs and their answers, by sender and RRPID (PROTOCOL.md, section 1, "Idempotency"). */
import type { PaymentRequest, StoredRequest } from '../ledger/records.ts';
import type { SqliteDatabase } from './open-database.ts';

export interface RequestTable {
  find(payerThumb: string, rrpid: string): StoredRequest | undefined;
  /** The one that waits for this top-up. */
  findParked(lidM: string): StoredRequest | undefined;
  save(
    request: PaymentRequest,
    answered: Pick<StoredRequest, 'state' | 'answer' | 'lidM'> & { readonly at: number },
  ): void;
}

interface RequestRow {
  payerThumb: string;
  rrpid: string;
  requestDigest: string;
  payer: string;
  paymentOrder: string | null;
  message: string | null;
  faults: string;
  expiresAt: number;
  state: 'parked' | 'final';
  answer: string;
  lidM: string | null;
}

const select = `SELECT payer_thumb AS payerThumb, rrpid, request_digest AS requestDigest, payer,
  payment_order AS paymentOrder, message, faults, expires_at AS expiresAt, state, answer, lid_m AS lidM FROM request`;

export function requestTable(database: SqliteDatabase): RequestTable {
  const byRrpid = database.prepare<[string, string], RequestRow>(
    `${select} WHERE payer_thumb = ? AND rrpid = ?`,
  );
  const parked = database.prepare<[string], RequestRow>(`${select} WHERE lid_m = ? AND state = 'parked'`);
  const save = database.prepare<[RequestRow & { answeredAt: number }]>(
    `INSERT INTO request (payer_thumb, rrpid, request_digest, payer, payment_order, message, faults, expires_at, state,
       answer, lid_m, answered_at)
     VALUES (@payerThumb, @rrpid, @requestDigest, @payer, @paymentOrder, @message, @faults, @expiresAt, @state,
       @answer, @lidM, @answeredAt)
     ON CONFLICT (payer_thumb, rrpid) DO UPDATE SET state = excluded.state, answer = excluded.answer,
       payment_order = excluded.payment_order, message = excluded.message,
       answered_at = excluded.answered_at`,
  );
  return {
    find: (payerThumb, rrpid) => requestOf(byRrpid.get(payerThumb, rrpid)),
    findParked: (lidM) => requestOf(parked.get(lidM)),
    save: ({ payerThumb, rrpid, requestDigest, payer, order, message, faults, expiresAt }, answered) => {
      const { state, answer, lidM = null, at: answeredAt } = answered;
      // Only a parked request is decided again.
      const isParked = state === 'parked' && order !== undefined;
      const paymentOrder = isParked ? JSON.stringify(order) : null;
      save.run({
        ...{ payerThumb, rrpid, requestDigest, payer, expiresAt, paymentOrder },
        message: isParked ? message : null,
        ...{ state, answer, lidM, answeredAt },
        faults: JSON.stringify(faults),
      });
    },
  };
}

function requestOf(row: RequestRow | undefined): StoredRequest | undefined {
  if (row === undefined) return undefined;
  const { paymentOrder, message, faults, lidM, ...rest } = row;
  return {
    ...rest,
    message: message ?? '',
    order: paymentOrder === null ? undefined : JSON.parse(paymentOrder),
    faults: JSON.parse(faults),
    lidM: lidM ?? undefined,
  };
}
