/** MPReqs and their answers, by sender and RRPID (PROTOCOL.md, section 1, "Idempotency"). */
import type { PaymentRequest, StoredRequest } from '../../ledger/records.ts';
import { first, places, put, type Steps } from './engine.ts';
import { unpacked } from './signed-headers.ts';

type RequestRow = Omit<StoredRequest, 'order' | 'faults' | 'message' | 'lidM'> & {
  readonly paymentOrder: string | null;
  readonly message: string | null;
  readonly faults: string;
  readonly lidM: string | null;
};

const select = `SELECT payer_thumb AS "payerThumb", rrpid, request_digest AS "requestDigest", payer,
  payment_order AS "paymentOrder", message, faults, expires_at AS "expiresAt", state, answer, lid_m AS "lidM"
  FROM request`;

export function* findRequest(payerThumb: string, rrpid: string): Steps<StoredRequest | undefined> {
  const text = `${select} WHERE payer_thumb = ? AND rrpid = ?`;
  return yield* requestOf(yield* first<RequestRow>(text, payerThumb, rrpid));
}

/** The one that waits for this top-up. */
export function* findParked(lidM: string): Steps<StoredRequest | undefined> {
  return yield* requestOf(yield* first<RequestRow>(`${select} WHERE lid_m = ? AND state = 'parked'`, lidM));
}

/** The same, and nobody else answers it until the transaction ends. */
export function* lockParked(lidM: string): Steps<StoredRequest | undefined> {
  const text = `${select} WHERE lid_m = ? AND state = 'parked' FOR UPDATE`;
  return yield* requestOf(yield* first<RequestRow>(text, lidM));
}

/** The first answer; fails when another has been kept meanwhile. */
export function* addRequest(
  request: PaymentRequest,
  { answer, lidM, at }: { readonly answer: string; readonly lidM: string | undefined; readonly at: number },
): Steps<void> {
  const { payerThumb, rrpid, requestDigest, payer, order, message, faults, expiresAt } = request;
  const isParked = lidM !== undefined;
  // Only a parked request is decided again.
  const paymentOrder = isParked && order !== undefined ? JSON.stringify(order) : null;
  yield* put(
    `INSERT INTO request (payer_thumb, rrpid, request_digest, payer, payment_order, message, faults, expires_at, state,
       answer, lid_m, answered_at) VALUES (${places(12)})`,
    ...[payerThumb, rrpid, requestDigest, payer, paymentOrder],
    ...[paymentOrder === null ? null : message, JSON.stringify(faults), expiresAt],
    ...[isParked ? 'parked' : 'final', answer, lidM ?? null, at],
  );
}

/** The last answer of a parked request that is locked. */
export function* finishRequest(
  { payerThumb, rrpid, payer }: PaymentRequest,
  answer: string,
  at: number,
): Steps<void> {
  yield* put(
    `UPDATE request SET state = 'final', answer = ?, payment_order = NULL, message = NULL, answered_at = ?
     WHERE payer_thumb = ? AND rrpid = ? AND payer = ? AND state = 'parked'`,
    ...[answer, at, payerThumb, rrpid, payer],
  );
}

function* requestOf(row: RequestRow | undefined): Steps<StoredRequest | undefined> {
  if (row === undefined) return undefined;
  const { paymentOrder, message, faults, lidM, ...rest } = row;
  return {
    ...rest,
    message: message === null ? '' : yield* unpacked(message),
    answer: yield* unpacked(rest.answer),
    order: paymentOrder === null ? undefined : JSON.parse(paymentOrder),
    faults: JSON.parse(faults),
    lidM: lidM ?? undefined,
  };
}
