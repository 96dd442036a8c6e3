/**
 * GET /healthz: the program is alive; whoever gets no answer starts it again. GET /readyz: payments can be taken now;
 * whoever gets 503 sends wallets elsewhere and leaves the program alone. They tell nothing but names of checks.
 *
 * Ready is: not stopping; the ledger took a write within the last seconds; the gateway's certificate is good; and where
 * revocation must be known, it is.
 */
import { encodeBase64Url } from '@ecomm/protocol';
import { Hono } from 'hono';
import type { Intermediary } from '../intermediary.ts';

export interface Readiness {
  readonly ledger: boolean;
  readonly gateway: boolean;
  readonly revocation: boolean;
  readonly running: boolean;
}

export type Health = ReturnType<typeof createHealth>;

/** A write costs a wait for the disk: one in so long is enough. */
const pulseSeconds = 5;
const nodeBytes = 9;

export function createHealth(intermediary: Intermediary) {
  const { store, clock, random, policy, revocation, gatewayRecipient } = intermediary;
  const node = encodeBase64Url(random(nodeBytes));
  let isStopping = false;
  let pulsedAt = Number.NEGATIVE_INFINITY;
  let lastPulse: Promise<boolean> = Promise.resolve(false);
  const pulse = () => {
    const at = clock();
    if (Math.abs(at - pulsedAt) < pulseSeconds) return lastPulse;
    pulsedAt = at;
    lastPulse = settles(store.pulse(node, at));
    return lastPulse;
  };
  const check = async (): Promise<Readiness> => {
    const validUntil = revocation.validUntil ?? Number.NEGATIVE_INFINITY;
    return {
      ledger: !isStopping && (await pulse()),
      gateway: await settles(gatewayRecipient()),
      revocation: !policy.requireRevocation || validUntil >= clock(),
      running: !isStopping,
    };
  };
  return {
    node,
    check,
    isReady: async () => Object.values(await check()).every(Boolean),
    stop: () => {
      isStopping = true;
    },
  };
}

export function healthRoutes(health: Health): Hono {
  const route = new Hono();
  route.get('/healthz', (context) => context.json({ ok: true }));
  route.get('/readyz', async (context) => {
    const checks = await health.check();
    const ok = Object.values(checks).every(Boolean);
    context.header('cache-control', 'no-store');
    return context.json({ ok, checks }, ok ? 200 : 503);
  });
  return route;
}

async function settles(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch {
    return false;
  }
}
