/** What an operator types into the search form, as what the ledger is asked. Amounts are decimals, times UTC. */
import { currencyOf, ProtocolError } from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import type { PurchaseCursor, PurchaseSearch } from '../ledger/operator-views.ts';

export const searchNames = [
  ...(['receipt', 'payer', 'merchant', 'xid', 'currency', 'least', 'most', 'from', 'until'] as const),
  'before',
] as const;

/** Empty where nothing was typed. */
export type SearchFields = Readonly<Record<(typeof searchNames)[number], string>>;

const idMost = 64;

export function searchFields(read: (name: string) => string | undefined): SearchFields {
  return Object.fromEntries(searchNames.map((name) => [name, (read(name) ?? '').trim()])) as SearchFields;
}

export function isBlank(fields: SearchFields): boolean {
  return Object.values(fields).every((text) => text === '');
}

/** Throws ERR_INTERMEDIARY_REQUEST that says which field is wrong. */
export function readSearch(fields: SearchFields): PurchaseSearch {
  const payer = fields.payer.replace(/ /g, '').toLowerCase();
  const currency = fields.currency.toUpperCase() || undefined;
  if ((fields.least || fields.most) && currency === undefined) refuse('an amount needs its currency');
  return present({
    receiptId: idOf('receipt', fields.receipt),
    payer: payer === '' ? undefined : matching('payer', payer, /^[0-9a-f]{16}$/),
    merchantId: idOf('merchant', fields.merchant),
    xid: idOf('XID', fields.xid),
    currency: currency && matching('currency', currency, /^[A-Z]{3}$/),
    leastMinor: amountOf(fields.least, currency),
    mostMinor: amountOf(fields.most, currency),
    from: timeOf(fields.from),
    until: timeOf(fields.until),
    before: cursorOf(fields.before),
  });
}

function present(search: { [K in keyof PurchaseSearch]: PurchaseSearch[K] | undefined }): PurchaseSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

function idOf(name: string, text: string): string | undefined {
  if (text === '') return undefined;
  return text.length <= idMost ? matching(name, text, /^[\x21-\x7e]+$/) : refuse(`the ${name} is too long`);
}

function amountOf(text: string, currency: string | undefined): number | undefined {
  if (text === '' || currency === undefined) return undefined;
  const { exponent } = known(currency);
  const [, whole = '', part = ''] =
    /^([0-9]{1,9})(?:[.,]([0-9]{1,4}))?$/.exec(text) ?? refuse('an amount is written as 12.50');
  if (part.length > exponent) refuse(`${currency} has ${exponent} decimals`);
  return Number(whole) * 10 ** exponent + Number(part.padEnd(exponent, '0') || '0');
}

function known(currency: string): { readonly exponent: number } {
  try {
    return currencyOf(currency);
  } catch (error) {
    if (error instanceof ProtocolError) return refuse('this currency is not known');
    throw error;
  }
}

/** 2026-11-23T05:30, with seconds or without. */
function timeOf(text: string): number | undefined {
  if (text === '') return undefined;
  const at = Date.parse(
    `${matching('time', text, /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?$/)}Z`,
  );
  return Number.isNaN(at) ? refuse('there is no such time') : at / 1000;
}

function cursorOf(text: string): PurchaseCursor | undefined {
  if (text === '') return undefined;
  const [at = '', receiptId = ''] = matching('page', text, /^[0-9]{1,12}\.[\x21-\x7e]{1,64}$/).split(
    /\.(.*)/s,
  );
  return { acceptedAt: Number(at), receiptId };
}

function matching(name: string, text: string, pattern: RegExp): string {
  return pattern.test(text) ? text : refuse(`this is no ${name}`);
}

function refuse(message: string): never {
  throw new IntermediaryError('ERR_INTERMEDIARY_REQUEST', message);
}
