/**
 * A top-up ahead of need as the journal keeps it: a new Open To Buy that the shopper wants before the old one is empty.
 * Nothing is bought by it.
 *
 *     aheadNeeded → aheadAuthorizing → toppedUp | aheadFailed
 *
 * PReq is in the record before it is sent, and the very same bytes go out again until they are answered.
 */
import type { WalletProblem } from '@ecomm/messages';
import type { TopUp } from '@ecomm/protocol';
import type { Authorization, Base, Retry } from './record.ts';

interface Ahead extends Base {
  readonly topUp: TopUp;
}

export type AheadNeeded = Ahead & {
  readonly state: 'aheadNeeded';
  /** Why the last attempt with the card ended. */
  readonly problem?: WalletProblem;
};
export type AheadAuthorizing = Ahead & {
  readonly state: 'aheadAuthorizing';
  readonly authorization: Authorization;
  readonly retry?: Retry;
};
export type ToppedUp = Ahead & { readonly state: 'toppedUp' };
export type AheadFailed = Ahead & { readonly state: 'aheadFailed'; readonly problem: WalletProblem };
