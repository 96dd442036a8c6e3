/** Our messages to a bank: valid by the official schemas whatever names and amounts they carry, and the same bytes each time. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { otherIban, testMessage, testOrder } from '../testing/test-orders.ts';
import { child, children, readXml, type XmlView } from './read-xml.ts';
import { writeMessage } from './write-message.ts';

/** By the schema file itself, apart from the code under test. */
const validators = Object.fromEntries(
  ['pain.001.001.12', 'pain.008.001.11'].map((name) => {
    const file = new URL(`../../../vectors/iso20022/${name}.xsd`, import.meta.url);
    return [name, XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(file)))];
  }),
);
afterAll(() => Object.values(validators).forEach((validator) => void validator.dispose()));

function assertOfficial(xml: string, name: 'pain.001.001.12' | 'pain.008.001.11'): XmlView {
  const document = XmlDocument.fromString(xml);
  try {
    validators[name]?.validate(document);
  } finally {
    document.dispose();
  }
  return readXml(new TextEncoder().encode(xml), [name]).body;
}

const text = (view: XmlView | undefined, ...path: string[]) => child(view, ...path)?.text;

describe('a pain.001', () => {
  test('pays each merchant once, with totals, on the day asked for', () => {
    const orders = [
      testOrder('credit'),
      testOrder('credit', { endToEndId: 'EC20261123.1-1', amountMinor: 5, bic: 'COBADEFF' }),
    ];
    const body = assertOfficial(writeMessage(testMessage('credit'), orders), 'pain.001.001.12');
    const block = child(body, 'PmtInf');
    expect([text(body, 'GrpHdr', 'NbOfTxs'), text(body, 'GrpHdr', 'CtrlSum')]).toEqual(['2', '12.55']);
    expect(text(block, 'ReqdExctnDt', 'Dt')).toBe('2026-11-24');
    expect(text(block, 'PmtTpInf', 'SvcLvl', 'Cd')).toBe('SEPA');
    expect(text(block, 'Dbtr', 'Nm')).toBe('eComm Intermediaire');
    const [first, second] = children(block, 'CdtTrfTxInf');
    expect(child(first, 'Amt', 'InstdAmt')).toMatchObject({ text: '12.50', currency: 'EUR' });
    expect(text(first, 'CdtrAcct', 'Id', 'IBAN')).toBe(otherIban);
    expect(text(first, 'RmtInf', 'Ustrd')).toBe('eComm 2026-11-23.1, 12 purchases');
    expect(text(second, 'CdtrAgt', 'FinInstnId', 'BICFI')).toBe('COBADEFF');
  });
  test('pays francs and yen in blocks of their own, which are no SEPA transfers', () => {
    const orders = [
      testOrder('credit'),
      testOrder('credit', { currency: 'FRF', amountMinor: 12_480, blockId: 'B-FRF' }),
      testOrder('credit', { currency: 'JPY', amountMinor: 300, blockId: 'B-JPY' }),
    ];
    const body = assertOfficial(writeMessage(testMessage('credit'), orders), 'pain.001.001.12');
    const blocks = children(body, 'PmtInf');
    expect(blocks.map((block) => text(block, 'PmtTpInf', 'SvcLvl', 'Cd'))).toEqual([
      'SEPA',
      undefined,
      undefined,
    ]);
    expect(blocks.map((block) => text(block, 'CtrlSum'))).toEqual(['12.50', '124.80', '300']);
    expect(text(body, 'GrpHdr', 'CtrlSum')).toBe('437.30');
  });
  test('of 10,000 lines is valid', () => {
    const orders = Array.from({ length: 10_000 }, (_, index) =>
      testOrder('credit', { endToEndId: `EC20261123.1-${index}`, amountMinor: index + 1 }),
    );
    const body = assertOfficial(writeMessage(testMessage('credit'), orders), 'pain.001.001.12');
    expect(text(body, 'GrpHdr', 'CtrlSum')).toBe('500050.00');
    expect(children(child(body, 'PmtInf'), 'CdtTrfTxInf')).toHaveLength(10_000);
  });
});

describe('a pain.008', () => {
  test('collects under each mandate, first collections apart from later ones', () => {
    const orders = [
      testOrder('debit', { blockId: 'B-FRST' }),
      testOrder('debit', {
        blockId: 'B-RCUR',
        mandate: { mandateId: 'MANDATE-2', signedOn: '2025-05-05', sequence: 'RCUR' },
      }),
    ];
    const body = assertOfficial(writeMessage(testMessage('debit'), orders), 'pain.008.001.11');
    const blocks = children(body, 'PmtInf');
    expect(blocks.map((block) => text(block, 'PmtTpInf', 'SeqTp'))).toEqual(['FRST', 'RCUR']);
    const [first] = blocks;
    expect(text(first, 'CdtrSchmeId', 'Id', 'PrvtId', 'Othr', 'Id')).toBe('FR72ZZZ123456');
    const mandate = child(first, 'DrctDbtTxInf', 'DrctDbtTx', 'MndtRltdInf');
    expect([text(mandate, 'MndtId'), text(mandate, 'DtOfSgntr')]).toEqual(['MANDATE-1', '2026-01-31']);
  });
  test('of a debit without a mandate is not written', () => {
    expect(() => writeMessage(testMessage('debit'), [testOrder('debit', { mandate: undefined })])).toThrow(
      RangeError,
    );
  });
});

describe('a message to the bank', () => {
  test('is the same bytes each time', () => {
    for (const side of ['credit', 'debit'] as const)
      expect(writeMessage(testMessage(side), [testOrder(side)])).toBe(
        writeMessage(testMessage(side), [testOrder(side)]),
      );
  });
  test('without an order is none', () => {
    expect(() => writeMessage(testMessage('credit'), [])).toThrow(RangeError);
  });
  test.each([
    ['an amount below zero', { amountMinor: -1 }],
    ['a fraction of a cent', { amountMinor: 0.5 }],
    ['an identification that is too long', { endToEndId: 'x'.repeat(36) }],
    ['an account that is none', { iban: 'nowhere' }],
    ['a bank that is none', { bic: 'nobody' }],
  ])('with %s is not written', (_what, changed) => {
    expect(() => writeMessage(testMessage('credit'), [testOrder('credit', changed)])).toThrow();
  });
  test('is valid whatever a name is, and carries no more of it than banks take', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 1, max: 99_999_999_999 }),
        fc.constantFrom('credit' as const, 'debit' as const),
        (name, amountMinor, side) => {
          const house = { ...testMessage(side).house, name };
          const xml = writeMessage(testMessage(side, { house }), [testOrder(side, { name, amountMinor })]);
          const body = assertOfficial(xml, side === 'credit' ? 'pain.001.001.12' : 'pain.008.001.11');
          const transaction = child(body, 'PmtInf', side === 'credit' ? 'CdtTrfTxInf' : 'DrctDbtTxInf');
          expect(text(transaction, side === 'credit' ? 'Cdtr' : 'Dbtr', 'Nm')).toMatch(
            /^[A-Za-z0-9/\-?:().,'+ ]{1,70}$/,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});
