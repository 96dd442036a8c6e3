/** Sums and counts for the operator's page and for Prometheus, and the proof that the ledger can be written. */
import type {
  Authorising,
  Exposure,
  OpenTotal,
  OperatorStore,
  PaymentMinute,
} from '../../ledger/operator-store.ts';
import { all, first, put, type SqlEngine, type Steps } from './engine.ts';

type Figures = Pick<
  OperatorStore,
  'readOpenTotals' | 'readExposure' | 'readAuthorising' | 'pulse' | 'addMinutes' | 'readMinutes'
>;

/** What is older is of no plot. */
const minutesKeptSeconds = 31 * 24 * 3600;
/** Of processes that are gone. */
const pulseKeptSeconds = 24 * 3600;

interface ExposureRow extends Omit<Exposure, 'issuer'> {
  readonly issuer: string | null;
}

interface AuthorisingRow extends Omit<Authorising, 'issuer'> {
  readonly issuer: string | null;
}

interface MinuteRow {
  readonly at: number;
  readonly outcomes: string;
  readonly latencies: string;
}

export function operatorFigures(engine: SqlEngine): Figures {
  return {
    readOpenTotals: () => engine.readAside(() => all<OpenTotal>(totals)),
    readExposure: async () =>
      (await engine.readAside(() => all<ExposureRow>(exposure))).map(({ issuer, ...row }) => ({
        issuer: issuer ?? undefined,
        ...row,
      })),
    readAuthorising: async () =>
      (await engine.readAside(() => all<AuthorisingRow>(authorising))).map(({ issuer, ...row }) => ({
        issuer: issuer ?? undefined,
        ...row,
      })),
    pulse: (node, at) => engine.write(() => writePulse(node, at)),
    addMinutes: (node, minutes) => engine.write(() => writeMinutes(node, minutes)),
    readMinutes: async (from) =>
      (
        await engine.readAside(() =>
          all<MinuteRow>(
            'SELECT at, outcomes, latencies FROM payment_minute WHERE at >= ? ORDER BY at, node',
            from,
          ),
        )
      ).map(minuteOf),
  };
}

const totals = `SELECT currency, state, count(*) AS count, CAST(sum(limit_minor) AS BIGINT) AS "limitMinor",
    CAST(sum(spent_minor) AS BIGINT) AS "spentMinor"
  FROM otb WHERE state IN ('open', 'closing') GROUP BY currency, state ORDER BY currency, state`;

const exposure = `SELECT payer.issuer, otb.currency, count(*) AS count,
    CAST(sum(limit_minor) AS BIGINT) AS "limitMinor", CAST(sum(spent_minor) AS BIGINT) AS "spentMinor"
  FROM otb JOIN payer ON payer.payer = otb.payer
  WHERE otb.state IN ('open', 'closing') GROUP BY payer.issuer, otb.currency
  ORDER BY otb.currency, "limitMinor" DESC`;

// One that is being reversed may stand at the bank, too.
const authorising = `SELECT top_up.lid_m AS "lidM", payer.issuer, top_up.currency,
    top_up.amount_minor AS "amountMinor"
  FROM set_purchase JOIN top_up ON top_up.lid_m = set_purchase.lid_m JOIN payer ON payer.payer = top_up.payer
  WHERE set_purchase.state IN ('authorising', 'reversing')`;

function* writePulse(node: string, at: number): Steps<void> {
  yield* put(
    'INSERT INTO ledger_pulse (node, at) VALUES (?, ?) ON CONFLICT (node) DO UPDATE SET at = excluded.at',
    ...[node, at],
  );
  yield* put('DELETE FROM ledger_pulse WHERE at < ?', at - pulseKeptSeconds);
}

function* writeMinutes(node: string, minutes: readonly PaymentMinute[]): Steps<void> {
  for (const { at, outcomes, latencies } of minutes) {
    const known = yield* first<MinuteRow>(
      'SELECT at, outcomes, latencies FROM payment_minute WHERE at = ? AND node = ? FOR UPDATE',
      ...[at, node],
    );
    const sum =
      known === undefined ? { outcomes, latencies } : added(minuteOf(known), { at, outcomes, latencies });
    yield* put(
      `INSERT INTO payment_minute (at, node, outcomes, latencies) VALUES (?, ?, ?, ?)
       ON CONFLICT (at, node) DO UPDATE SET outcomes = excluded.outcomes, latencies = excluded.latencies`,
      ...[at, node, JSON.stringify(sum.outcomes), JSON.stringify(sum.latencies)],
    );
  }
  const newest = Math.max(...minutes.map(({ at }) => at));
  yield* put('DELETE FROM payment_minute WHERE at < ?', newest - minutesKeptSeconds);
}

function minuteOf({ at, outcomes, latencies }: MinuteRow): PaymentMinute {
  return { at, outcomes: JSON.parse(outcomes), latencies: JSON.parse(latencies) };
}

function added(left: PaymentMinute, right: PaymentMinute): Omit<PaymentMinute, 'at'> {
  const outcomes = { ...left.outcomes };
  for (const [outcome, count] of Object.entries(right.outcomes))
    outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  const latencies = right.latencies.map((count, index) => count + (left.latencies[index] ?? 0));
  return { outcomes, latencies };
}
