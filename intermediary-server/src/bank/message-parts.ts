/** Parts that messages to a bank have in common. */
import type { BankAccount, BankMessage, BankOrder } from '../ledger/bank-records.ts';
import { controlSumOf, decimalOf } from './decimal.ts';
import { sepaText } from './sepa-text.ts';
import { element, optional, type XmlTree } from './write-xml.ts';

/** EPC's limit; the schema would take 140. */
const maxNameLength = 70;
const maxRemittanceLength = 140;

/** MsgId, creation, totals, and who sends the message. */
export function groupHeader(
  { messageId, createdAt, house }: BankMessage,
  orders: readonly BankOrder[],
): XmlTree {
  return element(
    'GrpHdr',
    element('MsgId', messageId),
    element('CreDtTm', new Date(createdAt * 1000).toISOString().replace('.000Z', 'Z')),
    ...totals(orders),
    element('InitgPty', nameOf(house)),
  );
}

export function totals(orders: readonly BankOrder[]): XmlTree[] {
  return [element('NbOfTxs', String(orders.length)), element('CtrlSum', controlSumOf(orders))];
}

/** Orders by block, in their order. */
export function blocksOf(orders: readonly BankOrder[]): (readonly [string, readonly BankOrder[]])[] {
  const blocks = new Map<string, BankOrder[]>();
  for (const order of orders) {
    const block = blocks.get(order.blockId);
    if (block === undefined) blocks.set(order.blockId, [order]);
    else block.push(order);
  }
  return [...blocks];
}

export function identification({ endToEndId }: BankOrder): XmlTree {
  return element('PmtId', element('InstrId', endToEndId), element('EndToEndId', endToEndId));
}

export function amountElement(name: string, { amountMinor, currency }: BankOrder): XmlTree {
  return { name, currency, content: decimalOf(amountMinor, currency) };
}

export function party(name: string, account: BankAccount): XmlTree {
  return element(name, nameOf(account));
}

export function account(name: string, { iban }: BankAccount): XmlTree {
  return element(name, element('Id', element('IBAN', iban)));
}

/** By its BIC, or by the IBAN alone (EPC: NOTPROVIDED). */
export function agent(name: string, { bic }: BankAccount): XmlTree {
  const unknown = element('Othr', element('Id', 'NOTPROVIDED'));
  return element(name, element('FinInstnId', optional('BICFI', bic) ?? unknown));
}

/** What the other side reads in its statement. */
export function remittance({ period, count }: BankOrder): XmlTree {
  const text = `eComm ${period}, ${count} ${count === 1 ? 'purchase' : 'purchases'}`;
  return element('RmtInf', element('Ustrd', sepaText(text, maxRemittanceLength)));
}

function nameOf({ name }: BankAccount): XmlTree {
  return element('Nm', sepaText(name, maxNameLength) || 'NOTPROVIDED');
}
