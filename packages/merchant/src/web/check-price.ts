/** Whether a shop's own price is an amount that can be paid: told to the shop before a wallet refuses it. */
import { type Amount, currencies } from '@ecomm/protocol';

/** `name` is what the price is called where it stands. Throws a TypeError that says what it should be. */
export function checkPrice(name: string, price: Amount): void {
  const { currency, value } = Object(price) as Partial<Amount>;
  if (typeof currency !== 'string' || !Object.hasOwn(currencies, currency))
    throw new TypeError(
      `${name}.currency is ${currency}, and should be one of ${Object.keys(currencies).join(', ')}`,
    );
  if (!Number.isSafeInteger(value) || Number(value) <= 0)
    throw new TypeError(
      `${name}.value is ${value}, and should be whole minor units above 0: 120 is 1.20 of what has cents`,
    );
}
