/** 0220 and 0400: what becomes of a held amount. A closed hold stays closed. */
import type { IssuerResponse } from '../gateway/issuer-host.ts';
import type { Hold, IssuerStore } from '../store/issuer-store.ts';
import { debitFunds, refundFunds, releaseFunds, takeBackRefund } from './accounts.ts';

/** Debits `amountMinor` of the hold and releases the rest. */
export function captureHold(
  store: IssuerStore,
  { rrn, amountMinor, transmittedAt: at }: { rrn: string; amountMinor: number; transmittedAt: number },
): IssuerResponse {
  const hold = openHold(store, rrn);
  if ('responseCode' in hold) return hold;
  if (amountMinor <= 0 || amountMinor > hold.authorizedMinor)
    return { responseCode: '13', reason: 'amountInvalid' };
  const { accountId } = hold;
  debitFunds(store, { accountId, amountMinor, rrn, at });
  releaseFunds(store, { accountId, amountMinor: hold.authorizedMinor - amountMinor, rrn, at });
  store.saveHold({ ...hold, capturedMinor: amountMinor, debitedMinor: amountMinor, state: 'captured' });
  return { responseCode: '00', reason: 'approved' };
}

/** Releases all but `remainingMinor`. */
export function reverseHold(
  store: IssuerStore,
  { rrn, remainingMinor, transmittedAt: at }: { rrn: string; remainingMinor: number; transmittedAt: number },
): IssuerResponse {
  const hold = openHold(store, rrn);
  if ('responseCode' in hold) return hold;
  if (remainingMinor < 0 || remainingMinor > hold.authorizedMinor)
    return { responseCode: '13', reason: 'amountInvalid' };
  const amountMinor = hold.authorizedMinor - remainingMinor;
  releaseFunds(store, { accountId: hold.accountId, amountMinor, rrn, at });
  store.saveHold({
    ...hold,
    authorizedMinor: remainingMinor,
    state: remainingMinor === 0 ? 'released' : 'held',
  });
  return { responseCode: '00', reason: 'approved' };
}

interface Refund {
  readonly rrn: string;
  readonly amountMinor: number;
  readonly transmittedAt: number;
}

/** Gives back at most what stays debited. */
export function creditHold(
  store: IssuerStore,
  { rrn, amountMinor, transmittedAt: at }: Refund,
): IssuerResponse {
  const hold = store.findHold(rrn);
  if (hold === undefined) return { responseCode: '25', reason: 'holdUnknown' };
  if (hold.state !== 'captured') return { responseCode: '12', reason: 'holdClosed' };
  if (amountMinor <= 0 || amountMinor > hold.debitedMinor)
    return { responseCode: '13', reason: 'amountInvalid' };
  refundFunds(store, { accountId: hold.accountId, amountMinor, rrn, at });
  store.saveHold({ ...hold, debitedMinor: hold.debitedMinor - amountMinor });
  return { responseCode: '00', reason: 'approved' };
}

export function reverseCredit(
  store: IssuerStore,
  { rrn, amountMinor, transmittedAt: at }: Refund,
): IssuerResponse {
  const hold = store.findHold(rrn);
  if (hold === undefined) return { responseCode: '25', reason: 'holdUnknown' };
  if (hold.state !== 'captured') return { responseCode: '12', reason: 'holdClosed' };
  if (amountMinor <= 0 || amountMinor > hold.capturedMinor - hold.debitedMinor)
    return { responseCode: '13', reason: 'amountInvalid' };
  if (!takeBackRefund(store, { accountId: hold.accountId, amountMinor, rrn, at }))
    return { responseCode: '51', reason: 'fundsInsufficient' };
  store.saveHold({ ...hold, debitedMinor: hold.debitedMinor + amountMinor });
  return { responseCode: '00', reason: 'approved' };
}

function openHold(store: IssuerStore, rrn: string): Hold | IssuerResponse {
  const hold = store.findHold(rrn);
  if (hold === undefined) return { responseCode: '25', reason: 'holdUnknown' };
  return hold.state === 'held' ? hold : { responseCode: '12', reason: 'holdClosed' };
}
