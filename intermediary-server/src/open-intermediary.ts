/** Joins keys, ledger, gateway and routes. Clock, waiting and journal are the caller's. */
import type { Hono } from 'hono';
import { resumeClose } from './clearing/close-period.ts';
import { createIntermediaryApp } from './http/app.ts';
import { createIntermediary, type Intermediary, type IntermediaryParts } from './intermediary.ts';
import { operatorAccess } from './operator/sign-in.ts';
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
  /** Lets what is under way come to a point from which it can go on, and closes the ledger. */
  close(): Promise<void>;
}

export async function openIntermediary(
  parts: IntermediaryParts & { readonly operatorToken: string },
): Promise<OpenedIntermediary> {
  const intermediary = await createIntermediary(parts);
  const { store, clock, log, closeLock } = intermediary;
  const authoriser = new Authoriser(intermediary);
  const access = operatorAccess(parts.operatorToken, parts);
  const tidy = async () => {
    const { returned, closed } = await store.sweep(clock());
    if (returned + closed > 0) log.info({ returned, closed }, 'receipts returned, Open To Buys closed');
    await refreshRevocation(intermediary);
    await authoriser.resume();
    await resumeClose(intermediary);
  };
  return {
    app: createIntermediaryApp({ intermediary, authoriser, access }),
    intermediary,
    tidy,
    close: async () => {
      await authoriser.stop();
      await closeLock.run('close', async () => {});
      await store.close();
    },
  };
}
