/**
 * The wake-up: fetches the payment initiation of a page's own server and asks the merchant who it is (SET-FACTS
 * section 4). The sheet shows amount, order and the certified merchant's name; nothing else that the page says.
 */
import type { PaymentWay } from '@ecomm/messages';
import { decodeInitiation, type Initiation, initiationMediaType, ProtocolError } from '@ecomm/protocol';
import { problemOf, WalletError } from '../../shared/errors.ts';
import type { Ordering, OrderPaid, OrderReady } from '../journal/order.ts';
import type { Checking, Unpayable } from '../journal/purchase.ts';
import type { Enrolment } from '../journal/wallet-store.ts';
import type { WalletPorts } from '../ports.ts';
import { isSameOrigin } from '../purchase/check-offer.ts';
import { isCardWanted } from './certify-purchase.ts';
import { type Initiated, initiate } from './initiate.ts';

/** What an order became by its check. */
export async function checkOrder(
  { state: _state, ...base }: Checking,
  ports: WalletPorts,
): Promise<OrderReady | Unpayable> {
  const updatedAt = ports.now();
  try {
    const { config } = await ports.setup();
    const enrolment = await usableEnrolment(ports);
    const initiation = await fetchInitiation(base, ports);
    if (!initiation.brands.includes(config.brand))
      throw new WalletError('ERR_WALLET_BRAND', { brand: config.brand });
    const initiated = await initiate(initiation, enrolment, ports);
    const { merchantId, name } = initiated.merchant.merchantData;
    await assertUnpaid({ initiation, merchantId }, ports);
    return {
      ...base,
      isOrder: true,
      state: 'orderReady',
      updatedAt,
      initiation,
      merchantName: name,
      merchantId,
      way: wayOf(enrolment, initiated),
      initiated: { request: initiated.request, answer: initiated.answer },
    };
  } catch (error) {
    return { ...base, state: 'unpayable', updatedAt, problem: problemOf(error) };
  }
}

/** Throws ERR_WALLET_NOT_ENROLLED or ERR_WALLET_CERTIFICATE_EXPIRED. */
export async function usableEnrolment({ store, now }: WalletPorts): Promise<Enrolment> {
  const enrolment = await store.enrolment();
  if (enrolment === undefined) throw new WalletError('ERR_WALLET_NOT_ENROLLED');
  const { validUntil } = enrolment;
  if (now() > validUntil) throw new WalletError('ERR_WALLET_CERTIFICATE_EXPIRED', { validUntil });
  return enrolment;
}

export function wayOf(enrolment: Enrolment, initiated: Initiated): PaymentWay {
  if (isCardWanted(enrolment, initiated)) return 'card';
  const { hasChip = true } = enrolment;
  return hasChip ? 'chipUnread' : 'noChip';
}

/** Throws ERR_WALLET_ORDER_KNOWN for an order that was paid, or may be: it is never paid twice. */
export async function assertUnpaid(
  { initiation, merchantId }: Pick<OrderReady, 'initiation' | 'merchantId'>,
  { store }: WalletPorts,
): Promise<void> {
  const earlier = (await store.purchasesIn(['ordering', 'orderPaid'])) as (Ordering | OrderPaid)[];
  const isSame = (other: Ordering | OrderPaid) =>
    other.merchantId === merchantId && other.initiation.lidM === initiation.lidM;
  if (earlier.some(isSame)) throw new WalletError('ERR_WALLET_ORDER_KNOWN');
}

async function fetchInitiation(
  { offerUrl, pageOrigin }: Pick<Checking, 'offerUrl' | 'pageOrigin'>,
  { network }: WalletPorts,
): Promise<Initiation> {
  if (!isSameOrigin(offerUrl, pageOrigin))
    throw new ProtocolError('ERR_INITIATION_ORIGIN', { field: 'initiation', pageOrigin });
  const { bytes, mediaType } = await network.getBytes(offerUrl, initiationMediaType);
  if (mediaType !== initiationMediaType)
    throw new WalletError('ERR_WALLET_INITIATION_TYPE', { mediaType: mediaType.slice(0, 60) });
  return decodeInitiation(bytes, pageOrigin);
}
