/** What the ledger asks of a database about banks; each operation takes effect whole or not at all. */
import type { BankAnswer, BankStatement, Verdict } from './bank-answer.ts';
import type {
  BankAccounts,
  BankMessage,
  BankOrder,
  ClearingLine,
  HouseAccount,
  LineKey,
  Mandate,
  MerchantAccount,
} from './bank-records.ts';
import type { InclusionProof } from './merkle.ts';

export interface BankStore {
  setHouseAccount(account: HouseAccount, at: number): Promise<void>;
  setMerchantAccount(account: MerchantAccount, at: number): Promise<void>;
  /** In the place of the payer's present one. `taken`: the identification is another payer's, for ever. */
  setMandate(
    mandate: Omit<Mandate, 'payer'> & { readonly fingerprint: string },
    at: number,
  ): Promise<'set' | 'unknownPayer' | 'taken'>;
  /** Whether there was one. */
  endMandate(fingerprint: string, at: number): Promise<boolean>;
  readBankAccounts(): Promise<BankAccounts>;

  /** Fixed at a close, and not written yet. */
  unwrittenBankMessages(): Promise<BankMessage[]>;
  /** In the order in which they stand in the message. */
  ordersOfMessage(messageId: string): Promise<BankOrder[]>;
  /** Keeps the file unless there is one; returns the digest of the one that is kept. */
  saveBankFile(messageId: string, file: BankFile): Promise<string>;
  findBankFile(messageId: string): Promise<BankFile | undefined>;

  /** Of one period. Undefined: it was not closed, or before there were lines. */
  readClearing(period: string): Promise<ClearingOverview | undefined>;
  /** Debits after credits, then by party and currency; `after` the last one of the page before. */
  readLines(period: string, after: LineKey | undefined, most: number): Promise<LineReport[]>;
  /** Lines of all periods that wait for an order, the oldest first. */
  readDueLines(most: number): Promise<LineReport[]>;
  /** Undefined: there is no such receipt, or it is not cleared. Takes time with the length of its period. */
  proveReceipt(receiptId: string): Promise<ReceiptProof | undefined>;

  /** `reused`: another answer has this identification. `totals`: they are not those of our message. */
  applyBankAnswer(
    answer: BankAnswer,
    digest: string,
    at: number,
  ): Promise<AnswerOutcome | 'reused' | 'totals'>;
  /** What a person has to look at, the newest first. */
  readOddStatements(most: number): Promise<OddStatement[]>;
}

export interface BankFile {
  /** SHA-256, base64url. */
  readonly digest: string;
  readonly content: string;
}

export interface ClearingOverview {
  readonly period: string;
  readonly closedAt: number;
  readonly totals: readonly {
    readonly currency: string;
    readonly side: ClearingLine['side'];
    readonly lines: number;
    readonly amountMinor: number;
    readonly count: number;
  }[];
  /** What is given back to cards: debits are credits and this. */
  readonly cardCredits: readonly {
    readonly currency: string;
    readonly amountMinor: number;
    readonly count: number;
    /** How many of them are done. */
    readonly doneCount: number;
  }[];
  readonly messages: readonly (Omit<BankMessage, 'house'> & {
    readonly digest: string | undefined;
    readonly bytes: number;
    readonly states: Readonly<Partial<Record<BankOrder['state'], number>>>;
  })[];
}

export interface LineReport extends ClearingLine {
  /** Of a payer. */
  readonly fingerprint: string | undefined;
  /** The last that was made for it. */
  readonly order: Pick<BankOrder, 'endToEndId' | 'messageId' | 'state' | 'reason'> | undefined;
  /** Whether the next close can order it: there is an account or a mandate. */
  readonly isPayable: boolean;
}

export interface ReceiptProof {
  readonly period: string;
  /** The bytes of the item, as text. */
  readonly leaf: string;
  readonly credit: InclusionProof & { readonly merchantId: string; readonly root: string };
  readonly debit: InclusionProof & { readonly fingerprint: string; readonly root: string };
}

export interface AnswerOutcome {
  /** `repeated`: these bytes were taken before, and nothing happened now. */
  readonly status: 'taken' | 'repeated';
  readonly entries: readonly AnswerEntry[];
}

export interface AnswerEntry extends Pick<BankStatement, 'about' | 'status' | 'reason' | 'amount'> {
  readonly verdict: Verdict;
  /** How many orders it changed. */
  readonly appliedCount: number;
}

export interface OddStatement extends AnswerEntry {
  readonly kind: BankAnswer['kind'];
  /** The bank's message. */
  readonly messageId: string;
  readonly receivedAt: number;
}
