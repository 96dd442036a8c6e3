/** The SET initiation that the intermediary offers as a pseudo-merchant: its size and its order description. */
import { type Amount, amountOf, currencyOf, newIdentifier } from '@ecomm/protocol';
import type { Intermediary } from '../intermediary.ts';
import type { TopUpOffer } from '../ledger/records.ts';

/** The size by policy, and at least `price`. */
export function offerTopUp(
  { policy, random }: Pick<Intermediary, 'policy' | 'random'>,
  { payer, price, expiresAt }: { payer: string; price: Amount; expiresAt: number },
): TopUpOffer {
  const { currency, value } = price;
  const amount = amountOf(currency, Math.max(policy.topUp[currency] ?? 0, value));
  return { lidM: newIdentifier(random), payer, amount, order: orderText(amount), expiresAt };
}

/** Open to Buy 20.00 EUR */
function orderText({ currency, value }: Amount): string {
  const { exponent } = currencyOf(currency);
  return `Open to Buy ${(value / 10 ** exponent).toFixed(exponent)} ${currency}`;
}
