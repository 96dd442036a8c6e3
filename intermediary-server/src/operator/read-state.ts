/** What the operator is shown: payers by fingerprint only. */
import { type Aggregation, aggregate, emptyAggregation } from '../ledger/aggregate.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { OtbState } from '../ledger/otb.ts';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import { keptMinorOf, type PurchaseState } from '../ledger/purchase.ts';
import type { ClearingResult, ClearingRun, LedgerState } from '../ledger/records.ts';

export interface OperatorState {
  readonly payers: readonly { readonly payer: string; readonly status: 'active' | 'suspended' }[];
  readonly otbs: readonly {
    readonly payer: string;
    readonly currency: string;
    readonly limitMinor: number;
    readonly spentMinor: number;
    readonly state: OtbState;
    readonly xid: string;
    readonly openedAt: number;
  }[];
  readonly purchases: readonly {
    readonly receiptId: string;
    readonly payer: string;
    readonly merchantId: string;
    readonly amountMinor: number;
    /** What its merchant has given back to the Open To Buy, and what after it was debited. */
    readonly refundedMinor?: number;
    readonly owedMinor?: number;
    readonly currency: string;
    readonly state: PurchaseState;
    /** In which it was accepted, as its receipt says. */
    readonly period: string;
    /** In which it was cleared. */
    readonly clearedPeriod?: string;
    readonly acceptedAt: number;
  }[];
  /** The running period. */
  readonly period: string;
  /** Of what is credited and not cleared yet, in the main currency. */
  readonly aggregation: OperatorAggregation;
  /** The same, for each currency. */
  readonly aggregations: readonly OperatorAggregation[];
  readonly clearings: readonly OperatorRun[];
  readonly balanced: boolean;
  /** Why the books are not balanced; empty when they are. */
  readonly wrong: readonly string[];
}

export interface OperatorAggregation
  extends Pick<Aggregation, 'currency' | 'clients' | 'merchants' | 'cells' | 'totalMinor'> {
  readonly debits: readonly { readonly payer: string; readonly amountMinor: number }[];
  readonly credits: readonly { readonly merchantId: string; readonly amountMinor: number }[];
}

export interface OperatorRun extends Omit<ClearingRun, 'result' | 'closedAt'> {
  readonly closedAt?: number;
  readonly result?: OperatorClearing;
  /** Of the purchases that the run cleared. */
  readonly aggregations: readonly OperatorAggregation[];
}

export interface OperatorClearing {
  readonly period: string;
  readonly debits: readonly {
    readonly payer: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly count: number;
  }[];
  readonly credits: readonly {
    readonly merchantId: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly count: number;
  }[];
  /** What is given back to cards. */
  readonly refunds: OperatorClearing['debits'];
  readonly captures: readonly {
    readonly xid: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly capCode: string;
  }[];
  readonly reversals: readonly { readonly xid: string; readonly authRevCode: string }[];
  readonly balanced: boolean;
}

/** `mainCurrency` names the table that is shown when there are none. */
export async function readOperatorState(store: LedgerStore, mainCurrency: string): Promise<OperatorState> {
  const state = await store.readState();
  const running = state.purchases.filter(
    (purchase) => purchase.state === 'credited' && purchase.clearedPeriod === undefined,
  );
  const aggregations = aggregationsOf(running);
  const aggregation =
    aggregations.find(({ currency }) => currency === mainCurrency) ??
    aggregations[0] ??
    viewOfTable(emptyAggregation(mainCurrency));
  return {
    payers: state.payers.map(({ fingerprint: payer, status }) => ({ payer, status })),
    otbs: state.otbs.map(({ payer, currency, limitMinor, spentMinor, state: otbState, xid, openedAt }) => ({
      payer: payerFingerprint(payer),
      ...{ currency, limitMinor, spentMinor, state: otbState, xid, openedAt },
    })),
    purchases: state.purchases.map(viewOfPurchase),
    period: state.period,
    aggregation,
    aggregations,
    clearings: state.runs.map((run) => viewOfRun(run, state)),
    balanced: state.wrong.length === 0,
    wrong: state.wrong,
  };
}

export function viewOfClearing({ period, debits, credits, refunds, settlements, balanced }: ClearingResult) {
  const ofClients = (lines: ClearingResult['debits']) =>
    lines.map(({ party, amountMinor, currency, count }) => ({
      payer: payerFingerprint(party),
      ...{ amountMinor, currency, count },
    }));
  const ofKind = (wanted: 'capture' | 'reversal') => settlements.filter(({ kind }) => kind === wanted);
  const clearing: OperatorClearing = {
    period,
    debits: ofClients(debits),
    refunds: ofClients(refunds),
    credits: credits.map(({ party, amountMinor, currency, count }) => ({
      merchantId: party,
      ...{ amountMinor, currency, count },
    })),
    captures: ofKind('capture').map(({ xid, amountMinor, currency, code = '' }) => ({
      ...{ xid, amountMinor, currency, capCode: code },
    })),
    reversals: ofKind('reversal').map(({ xid, code = '' }) => ({ xid, authRevCode: code })),
    balanced,
  };
  return clearing;
}

function viewOfPurchase(purchase: LedgerState['purchases'][number]): OperatorState['purchases'][number] {
  const { receiptId, payer, merchantId, amountMinor, currency, state, period, clearedPeriod, acceptedAt } =
    purchase;
  const { refundedMinor, owedMinor } = purchase;
  return {
    receiptId,
    payer: payerFingerprint(payer),
    ...{ merchantId, amountMinor, currency, state, period },
    ...(refundedMinor === 0 ? {} : { refundedMinor }),
    ...(owedMinor === 0 ? {} : { owedMinor }),
    ...(clearedPeriod === undefined ? {} : { clearedPeriod }),
    acceptedAt,
  };
}

function viewOfRun({ result, closedAt, ...run }: ClearingRun, { purchases }: LedgerState): OperatorRun {
  const cleared = purchases.filter(
    ({ state, clearedPeriod }) => state === 'credited' && clearedPeriod === run.period,
  );
  return {
    ...run,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(result === undefined ? {} : { result: viewOfClearing(result) }),
    aggregations: aggregationsOf(cleared),
  };
}

function aggregationsOf(purchases: LedgerState['purchases']): OperatorAggregation[] {
  const named = purchases.flatMap((purchase) => {
    const amountMinor = keptMinorOf(purchase);
    return amountMinor === 0 ? [] : [{ ...purchase, amountMinor, payer: payerFingerprint(purchase.payer) }];
  });
  return aggregate(named).map(viewOfTable);
}

export function viewOfTable({ debits, credits, ...table }: Aggregation): OperatorAggregation {
  return {
    ...table,
    debits: debits.map(({ party: payer, amountMinor }) => ({ payer, amountMinor })),
    credits: credits.map(({ party: merchantId, amountMinor }) => ({ merchantId, amountMinor })),
  };
}
