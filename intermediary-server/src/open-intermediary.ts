/** Joins keys, ledger, gateway and routes. Clock, waiting and journal are the caller's. */
import { encodeBase64Url } from '@ecomm/protocol';
import type { Hono } from 'hono';
import { resumeClose } from './clearing/close-period.ts';
import { createIntermediaryApp } from './http/app.ts';
import type { MetricsAccess } from './http/get-metrics.ts';
import { createHealth } from './http/health.ts';
import { createIntermediary, type Intermediary, type IntermediaryParts } from './intermediary.ts';
import { operatorAccess } from './operator/sign-in.ts';
import { creditCards } from './refund/credit-cards.ts';
import { refreshRevocation } from './revocation/refresh-revocation.ts';
import { Authoriser } from './top-up/authoriser.ts';

export interface OpenedIntermediary {
  readonly app: Hono;
  readonly intermediary: Intermediary;
  /**
   * Returns unclaimed receipts, closes Open To Buys whose time is over, goes on with authorizations and closes
   * that were left half done; asks who is revoked. To be called at the start and every now and then.
   */
  tidy(): Promise<void>;
  /** Keeps what was counted of the minutes that are over, for the operator's plots. */
  saveFigures(): Promise<void>;
  /** From now on it is not ready: nothing new is to be sent here. */
  announceStop(): void;
  /** Lets what is under way come to a point from which it can go on, and closes the ledger. */
  close(): Promise<void>;
}

export async function openIntermediary(
  parts: IntermediaryParts & { readonly operatorToken: string; readonly metricsAccess?: MetricsAccess },
): Promise<OpenedIntermediary> {
  const intermediary = await createIntermediary(parts);
  const { store, clock, random, log, closeLock, payerLock, metrics, revocation } = intermediary;
  const authoriser = new Authoriser(intermediary);
  const access = operatorAccess({
    ...{ clock, random, token: parts.operatorToken, passwordCost: parts.passwordCost },
    findOperator: (name) => store.findOperator(name),
    addAudit: (note, at) => store.addAudit(note, at),
  });
  const health = createHealth(intermediary);
  // Without a token that somebody knows, nobody has one.
  const { metricsAccess = { token: encodeBase64Url(random(32)), openOnLoopback: false } } = parts;
  metrics.watchReadings({
    clock,
    openTotals: () => store.readOpenTotals(),
    payersBusy: () => payerLock.size,
    topUpsUnderWay: () => authoriser.underWay,
    revocationEnds: () => revocation.validUntil,
    isReady: health.isReady,
  });
  const saveFigures = async () => {
    const finished = metrics.minutes.takeFinished();
    if (finished.length === 0) return;
    try {
      await store.addMinutes(health.node, finished);
    } catch (error) {
      metrics.minutes.giveBack(finished);
      throw error;
    }
  };
  const tidy = async () => {
    const { returned, closed } = await store.sweep(clock());
    if (returned + closed > 0) log.info({ returned, closed }, 'receipts returned, Open To Buys closed');
    await refreshRevocation(intermediary);
    await authoriser.resume();
    await resumeClose(intermediary);
    await creditCards(intermediary);
  };
  return {
    app: createIntermediaryApp({ intermediary, authoriser, access, metricsAccess, health }),
    intermediary,
    tidy,
    saveFigures,
    announceStop: health.stop,
    close: async () => {
      await authoriser.stop();
      await closeLock.run('close', async () => {});
      await closeLock.run('cardCredits', async () => {});
      await store.close();
    },
  };
}
