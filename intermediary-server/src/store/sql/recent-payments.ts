/** What limits count, in the database: read with a payment's facts, written with the payment. */
import type { Otb } from '../../ledger/otb.ts';
import { canSpend } from '../../ledger/otb.ts';
import {
  countsPayments,
  dayOf,
  minuteOf,
  type PaymentLimits,
  paymentKey,
  type RecentPayments,
} from '../../ledger/payment-limits.ts';
import type { PaymentRequest } from '../../ledger/records.ts';
import { first, put, type Steps } from './engine.ts';

/** By which limits, and when. */
export interface LimitReading {
  readonly limits: PaymentLimits | undefined;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Into so many rows a merchant's day is split. */
const merchantParts = 16;

/** Undefined where no limit needs it. `otb` is the payer's open one. */
export function* readRecent(
  { payer, order }: PaymentRequest,
  otb: Otb | undefined,
  { limits, at }: LimitReading,
): Steps<RecentPayments | undefined> {
  if (limits === undefined || order === undefined) return undefined;
  const { currency, value } = order.amount;
  const counts = countsPayments(limits, currency);
  const opens =
    Object.hasOwn(limits.payerExposureMinor, currency) && (otb === undefined || !canSpend(otb, value, at));
  if (!counts && !opens) return undefined;
  const row = counts ? yield* readPayer(payer, currency) : undefined;
  return {
    minuteCount: row?.minute === minuteOf(at) ? row.minuteCount : 0,
    payerDayMinor: row?.day === dayOf(at) ? row.dayMinor : 0,
    merchantDayMinor: Object.hasOwn(limits.merchantDailyMinor, currency)
      ? yield* readMerchantDay(order.merchantId, currency, at)
      : 0,
    lastKey: row?.lastKey,
    lastAt: row?.lastAt ?? 0,
    exposedMinor: opens ? yield* readExposed(payer, currency) : 0,
  };
}

/** Of an approved payment. */
export function* addRecent({ payer, order }: PaymentRequest, { limits, at }: LimitReading): Steps<void> {
  if (limits === undefined || order === undefined) return;
  const { currency, value } = order.amount;
  if (!countsPayments(limits, currency)) return;
  const [minute, day] = [minuteOf(at), dayOf(at)];
  yield* put(
    `INSERT INTO payer_recent (payer, currency, minute, minute_count, day, day_minor, last_key, last_at)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?)
     ON CONFLICT (payer, currency) DO UPDATE SET
       minute_count = CASE WHEN payer_recent.minute = excluded.minute THEN payer_recent.minute_count + 1 ELSE 1 END,
       day_minor = excluded.day_minor
         + CASE WHEN payer_recent.day = excluded.day THEN payer_recent.day_minor ELSE 0 END,
       minute = excluded.minute, day = excluded.day, last_key = excluded.last_key, last_at = excluded.last_at`,
    ...[payer, currency, minute, day, value, paymentKey(order), at],
  );
  if (!Object.hasOwn(limits.merchantDailyMinor, currency)) return;
  yield* put(
    `INSERT INTO merchant_recent (merchant_id, currency, part, day, day_minor) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (merchant_id, currency, part) DO UPDATE SET
       day_minor = excluded.day_minor
         + CASE WHEN merchant_recent.day = excluded.day THEN merchant_recent.day_minor ELSE 0 END,
       day = excluded.day`,
    ...[order.merchantId, currency, partOf(payer), day, value],
  );
}

interface PayerRow {
  readonly minute: number;
  readonly minuteCount: number;
  readonly day: number;
  readonly dayMinor: number;
  readonly lastKey: string;
  readonly lastAt: number;
}

const readPayer = (payer: string, currency: string) =>
  first<PayerRow>(
    `SELECT minute, minute_count AS "minuteCount", day, day_minor AS "dayMinor", last_key AS "lastKey",
       last_at AS "lastAt" FROM payer_recent WHERE payer = ? AND currency = ?`,
    payer,
    currency,
  );

function* readMerchantDay(merchantId: string, currency: string, at: number): Steps<number> {
  const row = yield* first<{ sum: number }>(
    `SELECT CAST(coalesce(sum(day_minor), 0) AS BIGINT) AS sum FROM merchant_recent
     WHERE merchant_id = ? AND currency = ? AND day = ?`,
    ...[merchantId, currency, dayOf(at)],
  );
  return row?.sum ?? 0;
}

/** Limits of the payer's Open To Buys that are not settled. Each half has an index of its own. */
export function* readExposed(payer: string, currency: string): Steps<number> {
  const row = yield* first<{ sum: number }>(
    `SELECT CAST(coalesce(sum(limit_minor), 0) AS BIGINT) AS sum FROM (
       SELECT limit_minor FROM otb WHERE payer = ? AND currency = ? AND state = 'open'
       UNION ALL SELECT limit_minor FROM otb WHERE payer = ? AND currency = ? AND state = 'closing') AS unsettled`,
    ...[payer, currency, payer, currency],
  );
  return row?.sum ?? 0;
}

/** The same of one payer each time. */
function partOf(payer: string): number {
  let sum = 0;
  for (let index = 0; index < payer.length; index += 1) sum = (sum * 31 + payer.charCodeAt(index)) % 65_521;
  return sum % merchantParts;
}
