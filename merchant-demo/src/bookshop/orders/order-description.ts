/**
 * The order description (OD): the text that the wallet shows and that the card's owner signs, by its hash. What is
 * bought, what the post costs, where it goes.
 */
import { formatAmount } from '@ecomm/merchant';
import { countryName } from '../cart/address.ts';
import { localeOf, wordsOf } from '../words/words.ts';
import { type ShopOrder, spokenReference } from './shop-order.ts';

export function orderDescription(order: Omit<ShopOrder, 'orderId' | 'shopper' | 'placedAt'>): string {
  const { language, currency, lines, postageMinor, address, reference } = order;
  const words = wordsOf(language);
  const money = (value: number) => formatAmount({ currency, value }, localeOf(language));
  const colon = language === 'fr' ? '\u00a0:' : ':';
  return [
    `${words.order} ${spokenReference(reference)}`,
    ...lines.map(({ title, count, eachMinor }) => `${count} × ${title}${colon} ${money(count * eachMinor)}`),
    `${words.postage}${colon} ${money(postageMinor)}`,
    `${words.shipsTo}${colon} ${address.name}, ${address.street}, ${address.postcode} ${address.town}, ${countryName(address.country, language)}`,
  ].join('\n');
}
