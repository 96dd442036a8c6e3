/**
 * A message to the bank as its file: the same message and orders always give the same bytes. pain.001.001.12 pays merchants,
 * one block per currency, of which only EUR is a SEPA credit transfer; pain.008.001.11 collects from clients by SEPA Core
 * direct debit, one block per sequence type.
 */
import type { BankMessage, BankOrder } from '../ledger/bank-records.ts';
import {
  account,
  agent,
  amountElement,
  blocksOf,
  groupHeader,
  identification,
  party,
  remittance,
  totals,
} from './message-parts.ts';
import { element, writeXml, type XmlTree } from './write-xml.ts';

/** Orders in the order in which they are to stand; none is no message. */
export function writeMessage(message: BankMessage, orders: readonly BankOrder[]): string {
  if (orders.length === 0) throw new RangeError('a message to the bank has an order at least');
  const blocks = blocksOf(orders);
  if (message.side === 'credit')
    return writeXml(
      'pain.001.001.12',
      element(
        'CstmrCdtTrfInitn',
        groupHeader(message, orders),
        ...blocks.map(([blockId, inside]) => creditBlock(message, blockId, inside)),
      ),
    );
  return writeXml(
    'pain.008.001.11',
    element(
      'CstmrDrctDbtInitn',
      groupHeader(message, orders),
      ...blocks.map(([blockId, inside]) => debitBlock(message, blockId, inside)),
    ),
  );
}

function creditBlock(
  { house, requestedOn }: BankMessage,
  blockId: string,
  orders: readonly BankOrder[],
): XmlTree {
  const isSepa = orders[0]?.currency === 'EUR';
  return element(
    'PmtInf',
    element('PmtInfId', blockId),
    element('PmtMtd', 'TRF'),
    element('BtchBookg', 'false'),
    ...totals(orders),
    isSepa ? element('PmtTpInf', serviceLevel()) : undefined,
    element('ReqdExctnDt', element('Dt', requestedOn)),
    party('Dbtr', house),
    account('DbtrAcct', house),
    agent('DbtrAgt', house),
    // Each pays its own bank: SEPA's only way, and elsewhere too nothing is taken from a merchant's credit.
    element('ChrgBr', isSepa ? 'SLEV' : 'DEBT'),
    ...orders.map(creditTransfer),
  );
}

function creditTransfer(order: BankOrder): XmlTree {
  return element(
    'CdtTrfTxInf',
    identification(order),
    element('Amt', amountElement('InstdAmt', order)),
    agent('CdtrAgt', order),
    party('Cdtr', order),
    account('CdtrAcct', order),
    remittance(order),
  );
}

function debitBlock(
  { house, requestedOn }: BankMessage,
  blockId: string,
  orders: readonly BankOrder[],
): XmlTree {
  const sequence = orders[0]?.mandate?.sequence ?? 'RCUR';
  return element(
    'PmtInf',
    element('PmtInfId', blockId),
    element('PmtMtd', 'DD'),
    element('BtchBookg', 'false'),
    ...totals(orders),
    element(
      'PmtTpInf',
      serviceLevel(),
      element('LclInstrm', element('Cd', 'CORE')),
      element('SeqTp', sequence),
    ),
    element('ReqdColltnDt', requestedOn),
    party('Cdtr', house),
    account('CdtrAcct', house),
    agent('CdtrAgt', house),
    element('ChrgBr', 'SLEV'),
    creditorScheme(house.creditorId ?? ''),
    ...orders.map(directDebit),
  );
}

function directDebit(order: BankOrder): XmlTree {
  const { mandate } = order;
  if (mandate === undefined) throw new RangeError('a direct debit has a mandate');
  return element(
    'DrctDbtTxInf',
    identification(order),
    amountElement('InstdAmt', order),
    element(
      'DrctDbtTx',
      element('MndtRltdInf', element('MndtId', mandate.mandateId), element('DtOfSgntr', mandate.signedOn)),
    ),
    agent('DbtrAgt', order),
    party('Dbtr', order),
    account('DbtrAcct', order),
    remittance(order),
  );
}

function serviceLevel(): XmlTree {
  return element('SvcLvl', element('Cd', 'SEPA'));
}

/** EPC AT-02, where the rulebook wants it. */
function creditorScheme(creditorId: string): XmlTree {
  const other = element('Othr', element('Id', creditorId), element('SchmeNm', element('Prtry', 'SEPA')));
  return element('CdtrSchmeId', element('Id', element('PrvtId', other)));
}
