/**
 * Everything that selling orders by SET takes, from the shop's identity file:
 *
 *     const orders = await openOrders({ identity, origin: 'https://shop.example', gatewayUrl });
 *     acceptOrders(app, orders);
 *     const { orderId } = await createOrder(orders.merchant, { description, amount, successUrl, … });
 *
 * The gateway is asked for its certificate when the first order is paid, and again when that has ended; who is revoked
 * is asked hourly. Without a store of its own the shop forgets its orders at its end: good enough to try things out.
 */
import { openMerchantIdentity } from '../merchant-identity.ts';
import { refreshRevocation, scheduleRevocation } from '../revocation/refresh-revocation.ts';
import { askGatewayChain } from '../set/ask-gateway-chain.ts';
import { gatewayCertificateOf } from '../set/gateway-certificate.ts';
import { httpGatewayLink } from '../set/gateway-link.ts';
import { MemoryOrderStore } from '../set/memory-order-store.ts';
import { OrderSettler } from '../set/order-settler.ts';
import type { OrderStore } from '../set/order-store.ts';
import {
  defaultSetPolicy,
  type MerchantGateway,
  type SetMerchant,
  type SetPolicy,
} from '../set/set-merchant.ts';
import {
  checkBaseUrl,
  checkIdentityFile,
  checkOrigin,
  reasonOf,
  type ShopOptions,
  webSurroundings,
} from './surroundings.ts';

export interface OpenOrdersOptions extends ShopOptions {
  /** The acquirer's gateway. */
  readonly gatewayUrl: string;
  /** What outlives the program. Default: nothing does. */
  readonly store?: OrderStore;
  /** Where it is not `defaultSetPolicy`. */
  readonly policy?: Partial<SetPolicy>;
  /** Whether nothing is accepted as long as it is not known who is revoked. */
  readonly requiresRevocation?: boolean;
}

export interface OpenedOrders {
  readonly merchant: SetMerchant;
  readonly settler: OrderSettler;
  readonly onFailure: (error: unknown) => void;
  /** Nothing is under way any more. */
  close(): Promise<void>;
}

/** Throws a TypeError for options that can't be right, and what `openMerchantIdentity` throws. */
export async function openOrders(options: OpenOrdersOptions): Promise<OpenedOrders> {
  const { onNote, requiresRevocation = false } = options;
  const { now, random, fetch, timers } = { ...webSurroundings, ...options };
  const gatewayUrl = checkBaseUrl('gatewayUrl', options.gatewayUrl);
  const { identity, trust, revocation } = await openMerchantIdentity(checkIdentityFile(options.identity), {
    requiresRevocation,
  });
  const known = {
    ...{ identity, trust, revocation, now, random },
    origin: checkOrigin(options.origin),
    brand: identity.certificate.brand,
    gateway: httpGatewayLink(gatewayUrl, fetch),
    ...(onNote === undefined ? {} : { onNote }),
  };
  const merchant: SetMerchant = {
    ...known,
    gatewayCertificate: askedCertificate(known),
    orders: options.store ?? new MemoryOrderStore(),
    sleep: (durationMs) => new Promise((resolve) => timers.later(durationMs, () => resolve())),
    policy: { ...defaultSetPolicy, ...options.policy },
  };
  const settler = new OrderSettler(merchant);
  const stopAsking = scheduleRevocation({
    refresh: () =>
      refreshRevocation({ identity, revocation, url: `${gatewayUrl}/set/revocation`, fetch, now }),
    timers,
    onFailure: (error) => onNote?.({ reason: reasonOf(error) }, 'no revocation list'),
  });
  await settler.resume();
  return {
    merchant,
    settler,
    onFailure: (error) => onNote?.({ reason: reasonOf(error) }, 'a request failed'),
    async close() {
      stopAsking();
      await settler.stop();
    },
  };
}

/** One certificate for as long as its path is valid, then the next. */
function askedCertificate(merchant: Parameters<typeof askGatewayChain>[0]): () => Promise<MerchantGateway> {
  const ask = async () => gatewayCertificateOf(await askGatewayChain(merchant), merchant);
  let held: (() => Promise<MerchantGateway>) | undefined;
  return async () => {
    if (held !== undefined) {
      const valid = await held().catch(() => undefined);
      if (valid !== undefined) return valid;
    }
    try {
      held = await ask();
      return await held();
    } catch (error) {
      merchant.onNote?.({ reason: reasonOf(error) }, 'no certificate of the gateway');
      throw error;
    }
  };
}
