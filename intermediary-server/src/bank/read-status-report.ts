/**
 * pain.002.001.14: what becomes of a message that we sent, at the level of the message, of its blocks and of its orders. The
 * bank says at the lower level what differs from the higher one.
 */
import type { BankAnswer, BankEvent, BankStatement } from '../ledger/bank-answer.ts';
import { amountOf } from './read-amount.ts';
import { child, children, type XmlView } from './read-xml.ts';

/** ISO's external status codes; the others (RCVD, PDNG, PART …) change nothing. */
const events: Readonly<Record<string, BankEvent>> = {
  ...{ ACTC: 'accept', ACCP: 'accept', ACSP: 'accept', ACWC: 'accept', ACFC: 'accept' },
  ...{ ACSC: 'book', ACCC: 'book' },
  ...{ RJCT: 'reject' },
};

export function readStatusReport(body: XmlView): BankAnswer {
  const group = child(body, 'OrgnlGrpInfAndSts');
  const messageId = child(group, 'OrgnlMsgId')?.text ?? '';
  const blocks = children(body, 'OrgnlPmtInfAndSts');
  const count = child(group, 'OrgnlNbOfTxs')?.text;
  return {
    kind: 'statusReport',
    messageId: child(body, 'GrpHdr', 'MsgId')?.text ?? '',
    original: {
      messageId,
      count: count === undefined ? undefined : Number(count),
      sum: child(group, 'OrgnlCtrlSum')?.text,
    },
    statements: [
      ...statementsOf({ level: 'message', id: messageId }, group, 'GrpSts'),
      ...blocks.flatMap((block) => {
        const id = child(block, 'OrgnlPmtInfId')?.text ?? '';
        return statementsOf({ level: 'block', id }, block, 'PmtInfSts');
      }),
      ...blocks.flatMap((block) => children(block, 'TxInfAndSts').flatMap(orderStatements)),
    ],
  };
}

function orderStatements(view: XmlView): BankStatement[] {
  const id = child(view, 'OrgnlEndToEndId')?.text ?? child(view, 'OrgnlInstrId')?.text ?? '';
  return statementsOf({ level: 'order', id }, view, 'TxSts');
}

function statementsOf(
  about: BankStatement['about'],
  view: XmlView | undefined,
  statusName: string,
): BankStatement[] {
  const status = child(view, statusName)?.text;
  if (view === undefined || status === undefined) return [];
  const reason = child(view, 'StsRsnInf', 'Rsn')?.children[0]?.text;
  const amount = child(view, 'OrgnlTxRef', 'Amt', 'InstdAmt');
  return [
    {
      ...{ about, event: events[status], status, reason },
      amount: amount && amountOf(amount),
      count: undefined,
      direction: undefined,
      iban: undefined,
    },
  ];
}
