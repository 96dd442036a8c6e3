/**
 * An order that the shopper accepted: card and PIN where the card's word is wanted, then PReq. Nothing is sent here;
 * the caller saves the request before `post-order` sends it.
 */
import type { TopUpStep } from '@ecomm/messages';
import { problemOf, WalletError } from '../../shared/errors.ts';
import type { OrderAccepted, Ordering } from '../journal/order.ts';
import { openSecrets } from '../journal/secrets.ts';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { CardSession, WalletPorts } from '../ports.ts';
import { authorizePurchase } from './authorize-purchase.ts';
import { findOwnCard } from './certify-purchase.ts';
import { usableEnrolment, wayOf } from './check-order.ts';
import { type Initiated, initiate, openInitiated } from './initiate.ts';

/** A transaction is gone on with for so long; an older one is begun anew. */
const freshSeconds = 240;

/** Undefined when no card is there: the shopper is asked to insert it. A failure stays on the record. */
export async function prepareOrder(
  purchase: OrderAccepted,
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<OrderAccepted | Ordering | undefined> {
  const { problem: _problem, ...base } = purchase;
  try {
    return await prepare(base, ports, session);
  } catch (error) {
    if (session.signal.aborted) return undefined;
    return { ...base, updatedAt: ports.now(), problem: problemOf(error) };
  }
}

async function prepare(
  purchase: OrderAccepted,
  ports: WalletPorts,
  session: CardSession<TopUpStep>,
): Promise<Ordering | undefined> {
  const { initiation, way } = purchase;
  const enrolment = await usableEnrolment(ports);
  const secrets = await openSecrets(enrolment.secrets);
  const needsCard = way === 'card' || secrets.card === undefined;
  const found = needsCard ? await findOwnCard(enrolment, secrets, ports, session) : undefined;
  const pays = found ?? (needsCard ? undefined : secrets.card);
  if (pays === undefined) return undefined;
  const initiated = await goOnFrom(purchase, enrolment, ports);
  const { order, purchAmt } = initiation;
  const card = way === 'card' ? found : undefined;
  const toAuthorize = { order, purchAmt, initiated, pays, card };
  const sent = await authorizePurchase(toAuthorize, enrolment, secrets, ports, session);
  return { ...purchase, state: 'ordering', updatedAt: ports.now(), sent, ask: 'order' };
}

/** Throws ERR_WALLET_ORDER_CHANGED when merchant or way are no longer what the shopper accepted. */
async function goOnFrom(
  { initiation, initiated, merchantId, merchantName, way }: OrderAccepted,
  enrolment: Enrolment,
  ports: WalletPorts,
): Promise<Initiated> {
  const known = await openInitiated(initiated, ports).catch(() => undefined);
  const isFresh = known !== undefined && ports.now() - known.response.iat <= freshSeconds;
  const current = isFresh ? known : await initiate(initiation, enrolment, ports);
  const { merchantData } = current.merchant;
  const same: Record<string, boolean> = {
    merchantId: merchantData.merchantId === merchantId,
    merchantName: merchantData.name === merchantName,
    way: wayOf(enrolment, current) === way,
  };
  for (const [field, equal] of Object.entries(same))
    if (!equal) throw new WalletError('ERR_WALLET_ORDER_CHANGED', { field });
  return current;
}
