/** PInitReq → PInitRes: the top-up becomes a SET transaction with an XID (SET Book 2, purchase initialization). */
import { decodePInitReq, digestOf, newIdentifier, ProtocolError, pInitRes } from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';

/** How long a shopper may take with card and PIN. */
const pInitLifeSeconds = 3600;

/** Throws a ProtocolError, ERR_TOP_UP_UNKNOWN or ERR_TOP_UP_CLOSED. */
export async function receivePInit(intermediary: Intermediary, message: string): Promise<string> {
  const { store, clock, random, brand, identity, gatewayChain, log } = intermediary;
  const requestDigest = await digestOf(message);
  const repeated = await store.findPInitAnswer(requestDigest);
  if (repeated !== undefined) return repeated;
  const request = decodePInitReq(message);
  if (request.brand !== brand) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'brand' });
  const { rrpid, lidC, lidM, challC, language, thumbs = [] } = request;
  const at = clock();
  const topUp = lidM === undefined ? undefined : await store.findTopUp(lidM);
  if (lidM === undefined || topUp === undefined || at > topUp.expiresAt)
    throw new IntermediaryError('ERR_TOP_UP_UNKNOWN', 'no such top-up is offered; ask to pay once more');
  const gateway = await intermediary.gatewayRecipient();
  const transIds = { lidC, lidM, xid: newIdentifier(random), preqDate: at, language };
  const challM = newIdentifier(random);
  const answer = await pInitRes.sign(
    {
      ...{ transIds, rrpid, challC, challM },
      gatewayThumb: gateway.thumb,
      ...(thumbs.includes(gateway.thumb) ? {} : { gatewayChain: [...gatewayChain] }),
      iat: at,
      exp: at + pInitLifeSeconds,
    },
    identity.signer,
  );
  const { payer, order, amount } = topUp;
  const status = await store.addSetPurchase(
    {
      ...{ xid: transIds.xid, lidM, payer, transIds, challM, order, amount },
      state: 'initialised',
      pReq: undefined,
      reversal: undefined,
      pRes: undefined,
    },
    { requestDigest, answer },
  );
  if (status === 'tooMany')
    throw new IntermediaryError('ERR_TOP_UP_CLOSED', 'this top-up was begun too often; ask to pay once more');
  log.info({ xid: transIds.xid, ...amount }, 'top-up begun');
  return answer;
}
