/** Writes a bank's answers by hand, apart from the code that writes our own messages. Only tests import this file. */
import type { BankOrder } from '../ledger/bank-records.ts';

export interface OrderStatus {
  readonly id: string;
  readonly status?: string;
  readonly reason?: string;
  /** `<InstdAmt Ccy="EUR">1.00</InstdAmt>` */
  readonly amount?: readonly [decimal: string, currency: string];
}

export interface StatusReport {
  readonly messageId: string;
  readonly about: string;
  readonly status?: string;
  readonly reason?: string;
  readonly count?: number;
  readonly sum?: string;
  readonly blocks?: readonly {
    readonly id: string;
    readonly status?: string;
    readonly reason?: string;
    readonly orders?: readonly OrderStatus[];
  }[];
}

/** pain.002.001.14 */
export function statusReport({
  messageId,
  about,
  status,
  reason,
  count,
  sum,
  blocks = [],
}: StatusReport): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.14"><CstmrPmtStsRpt>
<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>2026-11-24T08:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${about}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.12</OrgnlMsgNmId>
${tag('OrgnlNbOfTxs', count)}${tag('OrgnlCtrlSum', sum)}${tag('GrpSts', status)}${reasonOf(reason)}</OrgnlGrpInfAndSts>
${blocks
  .map(
    (block) => `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${block.id}</OrgnlPmtInfId>
${tag('PmtInfSts', block.status)}${reasonOf(block.reason)}
${(block.orders ?? [])
  .map(
    (order) => `<TxInfAndSts><OrgnlEndToEndId>${order.id}</OrgnlEndToEndId>${tag('TxSts', order.status)}
${reasonOf(order.reason)}${
  order.amount === undefined
    ? ''
    : `<OrgnlTxRef><Amt><InstdAmt Ccy="${order.amount[1]}">${order.amount[0]}</InstdAmt></Amt></OrgnlTxRef>`
}</TxInfAndSts>`,
  )
  .join('')}</OrgnlPmtInfAndSts>`,
  )
  .join('')}
</CstmrPmtStsRpt></Document>`;
}

export interface BankEntry {
  readonly amount: string;
  readonly currency?: string;
  readonly direction: 'CRDT' | 'DBIT';
  readonly status?: string;
  readonly isReversal?: boolean;
  /** Raw NtryDtls. */
  readonly details?: string;
  readonly orders?: readonly { readonly id: string; readonly amount?: string; readonly reason?: string }[];
}

/** camt.054.001.12 */
export function notification(messageId: string, iban: string, entries: readonly BankEntry[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.12"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>2026-11-25T08:00:00Z</CreDtTm></GrpHdr>
<Ntfctn><Id>${messageId}</Id><Acct><Id><IBAN>${iban}</IBAN></Id></Acct>
${entries.map(entryOf).join('')}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
}

/** The entry by which an order is booked, or comes back. */
export function entryOfOrder(order: BankOrder, decimal: string, reason?: string): BankEntry {
  const isOut = (order.side === 'credit') === (reason === undefined);
  return {
    ...{ amount: decimal, currency: order.currency, direction: isOut ? 'DBIT' : 'CRDT' },
    orders: [{ id: order.endToEndId, ...(reason === undefined ? {} : { reason }) }],
  };
}

function entryOf({
  amount,
  currency = 'EUR',
  direction,
  status = 'BOOK',
  isReversal,
  ...rest
}: BankEntry): string {
  const orders = (rest.orders ?? []).map(
    ({ id, amount: own, reason }) => `<TxDtls><Refs><EndToEndId>${id}</EndToEndId></Refs>
${own === undefined ? '' : `<Amt Ccy="${currency}">${own}</Amt>`}
${reason === undefined ? '' : `<RtrInf><Rsn><Cd>${reason}</Cd></Rsn></RtrInf>`}</TxDtls>`,
  );
  const details = rest.details ?? (orders.length === 0 ? '' : `<NtryDtls>${orders.join('')}</NtryDtls>`);
  return `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>
${tag('RvslInd', isReversal)}<Sts><Cd>${status}</Cd></Sts><BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd>${details}</Ntry>`;
}

function reasonOf(reason: string | undefined): string {
  return reason === undefined ? '' : `<StsRsnInf><Rsn><Cd>${reason}</Cd></Rsn></StsRsnInf>`;
}

function tag(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${value}</${name}>`;
}
