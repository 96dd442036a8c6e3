/**
 * What the gateway's answer to an operation means. `stale`: never executed and too old by now, to be made anew under
 * the same RRPID. `unknown`: it may have been executed; the same bytes are to be sent again.
 */
import {
  type AuthRes,
  authRes,
  authRevRes,
  capRes,
  credRes,
  type EnclosedMessage,
  ProtocolError,
} from '@ecomm/protocol';
import type { GatewayPath, GatewayReply } from './gateway-link.ts';
import { openerOf, type SetMerchant } from './set-merchant.ts';
import type { Operation, OperationKind } from './set-order.ts';

export type OperationOutcome =
  | { readonly status: 'authorized'; readonly answer: AuthRes }
  | { readonly status: 'done' }
  /** Executed and refused, or never to be executed: `code` is SET's, or an Error's. */
  | { readonly status: 'refused'; readonly code: string; readonly at?: number }
  /** It may be held at the bank although the answer can't be used: reverse it. */
  | { readonly status: 'doubtful'; readonly code: string }
  | { readonly status: 'stale' }
  | { readonly status: 'unknown'; readonly reason: string };

const paths: Readonly<Record<OperationKind, GatewayPath>> = {
  authorize: '/set/authreq',
  reverse: '/set/authrevreq',
  capture: '/set/capreq',
  credit: '/set/credreq',
};

/** Sends the journalled bytes and reads the answer. Never throws for what others sent. */
export async function askGateway(merchant: SetMerchant, operation: Operation): Promise<OperationOutcome> {
  const reply = await merchant.gateway.send(paths[operation.kind], operation.message);
  if (reply.status === 'unreachable') return { status: 'unknown', reason: reply.reason };
  if (reply.status === 'refused') return refused(operation, reply);
  try {
    return await readers[operation.kind](merchant, operation, reply.body);
  } catch (error) {
    if (error instanceof ProtocolError) return { status: 'unknown', reason: error.code };
    throw error;
  }
}

function refused(
  { kind }: Operation,
  { code }: Extract<GatewayReply, { status: 'refused' }>,
): OperationOutcome {
  // What was executed is answered again however late: too old means that it never was.
  if (code === 'ERR_MESSAGE_TOO_OLD')
    return kind === 'authorize' ? { status: 'refused', code: 'noReply' } : { status: 'stale' };
  if (kind === 'authorize' && code === 'ERR_RRPID_REUSED') return { status: 'doubtful', code };
  // A clock that is wrong, here or there: asking again later mends it.
  if (code === 'ERR_MESSAGE_TOO_NEW') return { status: 'unknown', reason: code };
  return { status: 'refused', code };
}

type Reader = (merchant: SetMerchant, operation: Operation, body: string) => Promise<OperationOutcome>;

const readers: Readonly<Record<OperationKind, Reader>> = {
  async authorize(merchant, { rrpid, shares }, body) {
    const answer = await open(merchant, authRes, body, rrpid);
    const { authCode, capToken, capExpires, authAmt, authDate } = answer;
    if (authCode !== 'approved') return { status: 'refused', code: authCode, at: authDate };
    if (capToken === undefined || capExpires === undefined || authAmt.value !== shares[0]?.amountMinor)
      return { status: 'doubtful', code: 'amountError' };
    return { status: 'authorized', answer };
  },
  async reverse(merchant, { rrpid }, body) {
    const { authRevCode } = await open(merchant, authRevRes, body, rrpid);
    // An authorization that expired holds nothing either.
    return authRevCode === 'approved' || authRevCode === 'expired'
      ? { status: 'done' }
      : { status: 'refused', code: authRevCode };
  },
  async capture(merchant, { rrpid, shares }, body) {
    const { items } = await open(merchant, capRes, body, rrpid);
    return allOf(
      items.map(({ capCode, capAmt }) => ({ code: capCode, value: capAmt.value })),
      shares.length,
    );
  },
  async credit(merchant, { rrpid, shares }, body) {
    const { items } = await open(merchant, credRes, body, rrpid);
    return allOf(
      items.map(({ code, amount }) => ({ code, value: amount.value })),
      shares.length,
    );
  },
};

async function open<T extends { rrpid: string }>(
  merchant: SetMerchant,
  message: EnclosedMessage<T>,
  body: string,
  rrpid: string,
): Promise<T> {
  const reading = { trust: merchant.trust, at: merchant.now(), openers: [openerOf(merchant)] };
  const { payload } = await message.open(body, reading);
  if (payload.rrpid !== rrpid) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  return payload;
}

function allOf(
  results: readonly { readonly code: string; readonly value: number }[],
  count: number,
): OperationOutcome {
  if (results.length !== count) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'items' });
  const failed = results.find(({ code }) => code !== 'success');
  return failed === undefined ? { status: 'done' } : { status: 'refused', code: failed.code };
}
