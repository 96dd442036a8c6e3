/** An AuthReq that shows an AuthToken in place of payment instructions: the next parcel of an order. */
import type { AuthReq } from '@ecomm/protocol';
import { leftMinorOf, openAuthToken, originalOf } from './auth-token.ts';
import type { Gateway } from './gateway.ts';
import type { OpenedInstructions } from './open-instructions.ts';

/** Never throws for what a merchant made up: a token that is not ours is refused as a mismatch. */
export async function openSubsequent(
  gateway: Gateway,
  request: AuthReq,
  baggage: string,
  at: number,
): Promise<OpenedInstructions> {
  const token = await openAuthToken(gateway, baggage);
  const refuse = (field: string): OpenedInstructions => ({
    status: 'refused',
    authCode: 'piAuthMismatch',
    field,
  });
  if (token === undefined || originalOf(gateway, token) === undefined) return refuse('authToken');
  if (at > token.exp) return { status: 'refused', authCode: 'invalidTransaction', field: 'authTokenExpired' };
  const same: Record<string, boolean> = {
    xid: token.xid === request.transIds.xid,
    merchantId: token.merchantId === request.merchantId,
    hod: token.hod === request.checkDigests.hod,
    currency: token.purchAmt.currency === request.authReqAmt.currency,
    amount: request.authReqAmt.value <= leftMinorOf(gateway, token),
  };
  for (const [field, equal] of Object.entries(same)) if (!equal) return refuse(field);
  return { status: 'subsequent', token, authToken: baggage };
}
