/**
 * What the gateway's answer to an operation means. `stale`: never executed and too old by now, to be made anew under
 * the same RRPID. `unknown`: it may have been executed; the same bytes are to be sent again.
 */
import {
  type AuthRes,
  authRes,
  authRevRes,
  capRes,
  capRevRes,
  credRes,
  credRevRes,
  type EnclosedMessage,
  ProtocolError,
} from '@ecomm/protocol';
import { learnRevocation } from '../revocation/learn-revocation.ts';
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
  reverseCapture: '/set/caprevreq',
  credit: '/set/credreq',
  reverseCredit: '/set/credrevreq',
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
  if (code === 'ERR_MESSAGE_TOO_OLD')
    return kind === 'authorize' ? { status: 'doubtful', code: 'noReply' } : { status: 'stale' };
  if (code === 'ERR_RRPID_REUSED' && kind === 'authorize') return { status: 'doubtful', code: 'noReply' };
  // A clock that is wrong, here or there: asking again later mends it.
  if (code === 'ERR_MESSAGE_TOO_NEW') return { status: 'unknown', reason: code };
  return { status: 'refused', code: kind === 'authorize' ? 'invalidTransaction' : code };
}

type Reader = (merchant: SetMerchant, operation: Operation, body: string) => Promise<OperationOutcome>;

const readers: Readonly<Record<OperationKind, Reader>> = {
  async authorize(merchant, { rrpid, amountMinor }, body) {
    const answer = await open(merchant, authRes, body, rrpid);
    // The news may be of this very gateway.
    if (await learnRevocation(merchant, answer.revocation)) await open(merchant, authRes, body, rrpid);
    const { authCode, capToken, capExpires, authAmt, authDate } = answer;
    if (authCode !== 'approved') return { status: 'refused', code: authCode, at: authDate };
    if (capToken === undefined || capExpires === undefined || authAmt.value !== amountMinor)
      return { status: 'doubtful', code: 'amountError' };
    return { status: 'authorized', answer };
  },
  async reverse(merchant, { rrpid }, body) {
    const { authRevCode } = await open(merchant, authRevRes, body, rrpid);
    // An authorization that expired holds nothing either.
    return doneIf(authRevCode === 'approved' || authRevCode === 'expired', authRevCode);
  },
  async capture(merchant, { rrpid, amountMinor }, body) {
    const { capCode, capAmt } = onlyOne((await open(merchant, capRes, body, rrpid)).items);
    if (capCode === 'success' && capAmt.value !== amountMinor) throw mismatch('capAmt');
    return doneIf(capCode === 'success', capCode);
  },
  reverseCapture: (merchant, operation, body) => readCredit(merchant, capRevRes, operation, body),
  credit: (merchant, operation, body) => readCredit(merchant, credRes, operation, body),
  reverseCredit: (merchant, operation, body) => readCredit(merchant, credRevRes, operation, body),
};

async function readCredit(
  merchant: SetMerchant,
  message: typeof capRevRes | typeof credRes | typeof credRevRes,
  { rrpid, amountMinor }: Operation,
  body: string,
): Promise<OperationOutcome> {
  const { code, amount } = onlyOne((await open(merchant, message, body, rrpid)).items);
  if (code === 'success' && amount.value !== amountMinor) throw mismatch('amount');
  return doneIf(code === 'success', code);
}

function doneIf(isDone: boolean, code: string): OperationOutcome {
  return isDone ? { status: 'done' } : { status: 'refused', code };
}

/** Opens an answer that the gateway sealed to this merchant. Throws a ProtocolError. */
export async function open<T extends { rrpid: string }>(
  merchant: SetMerchant,
  message: EnclosedMessage<T>,
  body: string,
  rrpid: string,
): Promise<T> {
  const reading = { trust: merchant.trust, at: merchant.now(), openers: [openerOf(merchant)] };
  const { payload } = await message.open(body, reading);
  if (payload.rrpid !== rrpid) throw mismatch('rrpid');
  return payload;
}

/** Requests of this package ask for one thing at a time. */
function onlyOne<T>(items: readonly T[]): T {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw mismatch('items');
  return item;
}

function mismatch(field: string): ProtocolError {
  return new ProtocolError('ERR_MESSAGE_MISMATCH', { field });
}
