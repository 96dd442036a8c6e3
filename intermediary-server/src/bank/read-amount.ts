/** Amounts in a bank's message. */
import { IntermediaryError } from '../errors.ts';
import { minorOf } from './decimal.ts';
import type { XmlView } from './read-xml.ts';

/** An amount that we could not have ordered is none of an order of ours: it will differ from it. */
export function amountOf({ text, currency = '' }: XmlView): { currency: string; amountMinor: number } {
  const amountMinor = minorOf(text, currency);
  return amountMinor === undefined ? { currency: '', amountMinor: 0 } : { currency, amountMinor };
}

export function refuseTotals(what: string): never {
  throw new IntermediaryError('ERR_BANK_MESSAGE_TOTALS', what);
}
