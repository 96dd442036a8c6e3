/** Messages and orders as a close would make them. Only tests import this file. */
import type { BankMessage, BankOrder, LineSide } from '../ledger/bank-records.ts';

export const houseIban = 'FR7630006000011234567890189';
export const otherIban = 'DE89370400440532013000';
export const creditorId = 'FR72ZZZ123456';

export function testMessage(side: LineSide, changed: Partial<BankMessage> = {}): BankMessage {
  return {
    ...{ messageId: 'EC20261123.1-C-1', period: '2026-11-23.1', side, createdAt: 1_795_410_000 },
    ...{ requestedOn: '2026-11-24', orderCount: 1 },
    house: { name: 'eComm Intermédiaire', iban: houseIban, bic: 'AGRIFRPP', creditorId },
    ...changed,
  };
}

export function testOrder(side: LineSide, changed: Partial<BankOrder> = {}): BankOrder {
  return {
    ...{ endToEndId: 'EC20261123.1-0', messageId: 'EC20261123.1-C-1', blockId: 'EC20261123.1-C-1-EUR' },
    ...{ period: '2026-11-23.1', side, party: 'M1', currency: 'EUR', amountMinor: 1250, count: 12 },
    ...{ name: 'Librairie du Nord', iban: otherIban, bic: undefined, state: 'made', reason: undefined },
    mandate:
      side === 'debit' ? { mandateId: 'MANDATE-1', signedOn: '2026-01-31', sequence: 'FRST' } : undefined,
    ...changed,
  };
}
