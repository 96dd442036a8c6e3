/** A ledger with accounts and mandates, and a bank that answers. Only tests import this file. */
import { beforeEach, expect } from 'vitest';
import { readAnswer } from '../bank/read-answer.ts';
import { digestOf } from '../clearing/write-bank-files.ts';
import type { BankOrder, CollectBy } from '../ledger/bank-records.ts';
import type { AnswerOutcome } from '../ledger/bank-store.ts';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import { entryOfOrder, notification, type StatusReport, statusReport } from './fake-bank.ts';
import type { LedgerDriver } from './ledger-driver.ts';
import type { LedgerFixture } from './ledger-kinds.ts';
import { creditorId, houseIban, otherIban } from './test-orders.ts';

/** A new driver for each test. */
export function useBank(ledger: LedgerFixture): BankFixture {
  const bank = new BankFixture();
  beforeEach(async () => {
    bank.driver = await ledger.driver();
  });
  return bank;
}

export class BankFixture {
  #driver: LedgerDriver | undefined;
  #answers = 0;

  get driver(): LedgerDriver {
    if (this.#driver === undefined) throw new Error('a ledger is there while a test runs');
    return this.#driver;
  }

  set driver(driver: LedgerDriver) {
    this.#driver = driver;
  }

  setHouse(): Promise<void> {
    const { store, now } = this.driver;
    return store.setHouseAccount({ name: 'eComm', iban: houseIban, bic: undefined, creditorId }, now);
  }

  setMerchant(merchantId: string): Promise<void> {
    const { store, now } = this.driver;
    const account = { merchantId, name: `Shop ${merchantId}`, iban: otherIban, bic: undefined };
    return store.setMerchantAccount(account, now);
  }

  setMandate(payer: string, collectBy: CollectBy = 'directDebit', mandateId = `MND-${payer}`) {
    const { store, now } = this.driver;
    return store.setMandate(
      {
        ...{ mandateId, fingerprint: payerFingerprint(payer), name: payer, iban: otherIban, bic: undefined },
        ...{ signedOn: '2026-01-31', sequence: 'FRST', collectBy },
      },
      now,
    );
  }

  /** Pays and claims. */
  async buy(payer: string, merchantId: string, value: number): Promise<string> {
    const { driver } = this;
    const { receiptId = '' } = await driver.pay(driver.newRequest(payer, merchantId, value));
    expect(await driver.claim(receiptId)).toBe('credited');
    return receiptId;
  }

  /** Of all messages of a period. */
  async ordersOf(period: string): Promise<BankOrder[]> {
    const { store } = this.driver;
    const { messages = [] } = (await store.readClearing(period)) ?? {};
    return (await Promise.all(messages.map(({ messageId }) => store.ordersOfMessage(messageId)))).flat();
  }

  async stateOf({ period, endToEndId }: BankOrder): Promise<BankOrder['state'] | undefined> {
    return (await this.ordersOf(period)).find((order) => order.endToEndId === endToEndId)?.state;
  }

  /** One credit of 500 to M1, ordered. */
  async orderOne(): Promise<BankOrder> {
    await this.setHouse();
    await this.setMerchant('M1');
    await this.buy('C1', 'M1', 500);
    return this.#onlyOrder();
  }

  /** One direct debit of 500 from C1, ordered. */
  async collectOne(): Promise<BankOrder> {
    await this.setHouse();
    await this.buy('C1', 'M1', 500);
    await this.setMandate('C1');
    return this.#onlyOrder();
  }

  async take(xml: string): Promise<AnswerOutcome | 'reused' | 'totals'> {
    const { store, now } = this.driver;
    const bytes = new TextEncoder().encode(xml);
    return store.applyBankAnswer(readAnswer(bytes), digestOf(bytes), now);
  }

  async verdicts(xml: string): Promise<string | string[]> {
    const outcome = await this.take(xml);
    return typeof outcome === 'string' ? outcome : outcome.entries.map(({ verdict }) => verdict);
  }

  /** A new pain.002 about a message. */
  report(about: string, changed: Omit<Partial<StatusReport>, 'about'> = {}): string {
    this.#answers += 1;
    return statusReport({ messageId: `B${this.#answers}`, about, ...changed });
  }

  reportOrder(order: BankOrder, status: string, reason?: string): string {
    const orders = [{ id: order.endToEndId, status, ...(reason === undefined ? {} : { reason }) }];
    return this.report(order.messageId, { blocks: [{ id: order.blockId, orders }] });
  }

  /** A new camt.054 of an order that is booked, or that came back for a reason. */
  book(order: BankOrder, reason?: string): string {
    this.#answers += 1;
    return notification(`N${this.#answers}`, houseIban, [entryOfOrder(order, decimal(order), reason)]);
  }

  async isBalanced(): Promise<void> {
    expect((await this.driver.store.readState()).wrong).toEqual([]);
  }

  async #onlyOrder(): Promise<BankOrder> {
    const { period } = await this.driver.close(true);
    const [order] = await this.ordersOf(period);
    if (order === undefined) throw new Error('an order was made');
    return order;
  }
}

export function decimal({ amountMinor }: BankOrder): string {
  return (amountMinor / 100).toFixed(2);
}
