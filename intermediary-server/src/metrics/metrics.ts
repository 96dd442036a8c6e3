/**
 * What the intermediary counts and measures, as Prometheus reads it. Labels come from closed lists: no payer, merchant or
 * message ever becomes one, so there is nothing personal in a series and their number does not grow.
 */
import type { MpCode } from '@ecomm/protocol';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { GatewayReply } from '../gateway/gateway-link.ts';
import { MinuteCounts } from './minute-counts.ts';
import { type Readings, readingsOf } from './readings.ts';

/** Of one payment, in their order; `wait` is for the payer's other payments, `whole` all of them. */
export const paymentStages = ['open', 'wait', 'decide', 'sign', 'commit', 'whole'] as const;
export type PaymentStage = (typeof paymentStages)[number];

/** `repeated`: the answer was known already. */
export type PaymentOutcome = MpCode | 'repeated';

/** The time of one payment, stage by stage. */
export interface PaymentWatch {
  /** The stage that ends now began when the one before it ended. */
  lap(stage: Exclude<PaymentStage, 'whole'>): void;
  end(outcome: PaymentOutcome): void;
}

export interface Metrics {
  readonly registry: Registry;
  /** For the operator's plots. */
  readonly minutes: MinuteCounts;
  watchPayment(): PaymentWatch;
  /** Payments that were decided when their top-up ended: the bank's time says nothing of ours. */
  decided(outcome: PaymentOutcome): void;
  requestBegins(): void;
  requestEnds(): void;
  /** So many operations went to disk together. */
  committed(count: number): void;
  /** So many wait for it. */
  waiting(count: number): void;
  refused(code: string): void;
  gatewayAnswered(call: string, status: GatewayReply['status'], seconds: number): void;
  /** What is looked up when somebody asks. */
  watchReadings(readings: Readings): void;
}

export interface MetricsOptions {
  /** Seconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds that never go back. */
  readonly stopwatch?: () => number;
  /** Also memory, processor and event loop: once in a process. */
  readonly withProcess?: boolean;
}

const secondsBuckets = [
  ...[0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075],
  ...[0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
];
const commitBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256];

export function createMetrics(options: MetricsOptions): Metrics {
  const { clock, stopwatch = () => performance.now(), withProcess = false } = options;
  const registry = new Registry();
  const registers = [registry];
  if (withProcess) collectDefaultMetrics({ register: registry });
  const minutes = new MinuteCounts(clock);
  const payments = new Counter({
    ...{ name: 'ecomm_payments_total', help: 'Payment requests answered, by the code of the answer.' },
    ...{ labelNames: ['code'], registers },
  });
  const stages = new Histogram({
    ...{ name: 'ecomm_payment_stage_seconds', help: 'How long a stage of a payment takes.' },
    ...{ labelNames: ['stage'], buckets: secondsBuckets, registers },
  });
  const stageOf = Object.fromEntries(paymentStages.map((stage) => [stage, stages.labels(stage)])) as Record<
    PaymentStage,
    ReturnType<typeof stages.labels>
  >;
  const inFlight = new Gauge({
    ...{ name: 'ecomm_requests_in_flight', help: 'Messages received and not answered yet.', registers },
  });
  const batches = new Histogram({
    ...{ name: 'ecomm_commit_batch_size', help: 'Operations that went to disk together.' },
    ...{ buckets: commitBuckets, registers },
  });
  const commitsWaiting = new Gauge({
    ...{ name: 'ecomm_commits_waiting', help: 'Operations that wait to go to disk.', registers },
  });
  const refusals = new Counter({
    ...{ name: 'ecomm_errors_total', help: 'Requests answered with an error, by its code.' },
    ...{ labelNames: ['code'], registers },
  });
  const gatewayCalls = new Histogram({
    ...{ name: 'ecomm_gateway_call_seconds', help: 'Calls to the gateway, by what became of them.' },
    ...{ labelNames: ['call', 'status'], buckets: secondsBuckets, registers },
  });
  const watchPayment = (): PaymentWatch => {
    const beganMs = stopwatch();
    let lapMs = beganMs;
    return {
      lap: (stage) => {
        const nowMs = stopwatch();
        stageOf[stage].observe((nowMs - lapMs) / 1000);
        lapMs = nowMs;
      },
      end: (outcome) => {
        const wholeMs = stopwatch() - beganMs;
        stageOf.whole.observe(wholeMs / 1000);
        payments.inc({ code: outcome });
        minutes.add(outcome, wholeMs);
      },
    };
  };
  return {
    ...{ registry, minutes, watchPayment },
    decided: (outcome) => {
      payments.inc({ code: outcome });
      minutes.add(outcome);
    },
    requestBegins: () => inFlight.inc(),
    requestEnds: () => inFlight.dec(),
    committed: (count) => batches.observe(count),
    waiting: (count) => commitsWaiting.set(count),
    refused: (code) => refusals.inc({ code }),
    gatewayAnswered: (call, status, seconds) => gatewayCalls.observe({ call, status }, seconds),
    watchReadings: (readings) => readingsOf(registry, readings),
  };
}
