/** An authorization that nobody captured in its time is released. */
import type { Authorization } from '../store/authorization-store.ts';
import { verifyDeferred } from './defer.ts';
import type { Gateway } from './gateway.ts';

/** Releases every overdue hold, each in a transaction of its own. Returns how many. */
export function expireAuthorizations(gateway: Gateway): number {
  const at = gateway.clock();
  const overdue = gateway.authorizations.overdue(at);
  for (const { merchantId, authRrpid } of overdue)
    gateway.work.perform(() => {
      const authorization = gateway.authorizations.find(merchantId, authRrpid);
      if (authorization?.state === 'held') expireAuthorization(gateway, authorization, at);
    });
  return overdue.length;
}

/** For a held authorization, inside the caller's transaction. */
export function expireAuthorization(gateway: Gateway, authorization: Authorization, at: number): void {
  const { rrn } = authorization;
  if (rrn === null) throw new Error('internal error: a held authorization has no reference');
  const verified = verifyDeferred(gateway, authorization.merchantId, authorization.authRrpid);
  if (verified !== undefined && verified.responseCode !== '00') return;
  const released = gateway.issuer.reverse({ rrn, remainingMinor: 0, transmittedAt: at });
  if (released.responseCode !== '00') throw new Error('internal error: an overdue hold was not released');
  gateway.authorizations.change({ ...authorization, state: 'expired' });
}
