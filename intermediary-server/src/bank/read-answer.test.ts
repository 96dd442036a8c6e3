/** A bank's answers: read as they are meant, and refused before they can do harm. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BankEntry, notification, statusReport } from '../testing/fake-bank.ts';
import { houseIban, testMessage, testOrder } from '../testing/test-orders.ts';
import { maxBankMessageBytes } from './message-size.ts';
import { readAnswer } from './read-answer.ts';
import { writeMessage } from './write-message.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readAnswer(bytes(text));
const code = (text: string | Uint8Array) => {
  try {
    readAnswer(typeof text === 'string' ? bytes(text) : text);
    return 'taken';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};
const report = statusReport({ messageId: 'B1', about: 'EC1', status: 'ACCP', count: 3, sum: '12.50' });

describe('a status report', () => {
  test('says what became of a message, a block and an order', () => {
    const answer = read(
      statusReport({
        ...{ messageId: 'B1', about: 'EC1', status: 'PART', count: 3, sum: '12.50' },
        blocks: [
          {
            ...{ id: 'EC1-EUR', status: 'ACCP' },
            orders: [
              { id: 'E1', status: 'RJCT', reason: 'AC04', amount: ['12.50', 'EUR'] },
              { id: 'E2', status: 'ACSC' },
              { id: 'E3' },
            ],
          },
        ],
      }),
    );
    expect(answer).toMatchObject({
      kind: 'statusReport',
      messageId: 'B1',
      original: { messageId: 'EC1', count: 3, sum: '12.50' },
      statements: [
        { about: { level: 'message', id: 'EC1' }, event: undefined, status: 'PART' },
        { about: { level: 'block', id: 'EC1-EUR' }, event: 'accept' },
        {
          about: { level: 'order', id: 'E1' },
          ...{ event: 'reject', reason: 'AC04', amount: { currency: 'EUR', amountMinor: 1250 } },
        },
        { about: { level: 'order', id: 'E2' }, event: 'book' },
      ],
    });
  });
});

describe('a notification', () => {
  const entry: BankEntry = { amount: '12.50', direction: 'DBIT', orders: [{ id: 'E1' }] };
  test('says what was booked, at the entry’s amount where there is one transaction', () => {
    const answer = read(notification('N1', houseIban, [entry]));
    expect(answer).toMatchObject({ kind: 'notification', statements: [{ iban: houseIban }] });
    expect(answer.statements).toMatchObject([
      {
        about: { level: 'order', id: 'E1' },
        ...{ event: 'book', amount: { currency: 'EUR', amountMinor: 1250 }, direction: 'out' },
      },
    ]);
  });
  test('says what came back, and why', () => {
    const returned = { ...entry, direction: 'CRDT', orders: [{ id: 'E1', reason: 'AC04' }] } as const;
    expect(read(notification('N1', houseIban, [returned])).statements).toMatchObject([
      { event: 'return', reason: 'AC04', direction: 'in' },
    ]);
    const reversed = { ...entry, isReversal: true };
    expect(read(notification('N1', houseIban, [reversed])).statements).toMatchObject([{ event: 'return' }]);
  });
  test('of what is only expected changes nothing', () => {
    const expected = { ...entry, status: 'PDNG' };
    expect(read(notification('N1', houseIban, [expected])).statements).toMatchObject([
      { event: undefined, status: 'PDNG' },
    ]);
  });
  test('of a sum for many says of which block and how many', () => {
    const details =
      '<NtryDtls><Btch><PmtInfId>EC1-EUR</PmtInfId><NbOfTxs>3</NbOfTxs><TtlAmt Ccy="EUR">9.00</TtlAmt></Btch></NtryDtls>';
    const answer = read(notification('N1', houseIban, [{ amount: '9.00', direction: 'DBIT', details }]));
    expect(answer.statements).toMatchObject([
      { about: { level: 'block', id: 'EC1-EUR' }, amount: { amountMinor: 900 }, count: 3 },
    ]);
  });
  test('of a sum without details is kept as it is', () => {
    const answer = read(notification('N1', houseIban, [{ amount: '9.00', direction: 'CRDT' }]));
    expect(answer.statements).toMatchObject([{ about: { level: 'order', id: '' }, event: 'book' }]);
  });
  test.each([
    ['more', ['6.00', '7.00']],
    ['less', ['6.00', '6.00']],
    ['in part without amount', ['12.50', undefined]],
    ['of nothing that we could write', ['12.50', '0.001']],
  ] as const)('of an entry that consists of %s is refused', (_what, amounts) => {
    const orders = amounts.map((amount, index) => ({
      id: `E${index}`,
      ...(amount === undefined ? {} : { amount }),
    }));
    expect(code(notification('N1', houseIban, [{ ...entry, orders }]))).toBe('ERR_BANK_MESSAGE_TOTALS');
  });
});

describe('refused before it does harm is', () => {
  const doctype = (inside: string, text = '') =>
    report.replace('?>', `?><!DOCTYPE Document [${inside}]>`).replace('<MsgId>B1', `<MsgId>${text}B1`);
  test.each([
    ['an external entity', doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;')],
    [
      'an external document type',
      report.replace('?>', '?><!DOCTYPE Document SYSTEM "http://127.0.0.1:1/x.dtd">'),
    ],
    ['a parameter entity', doctype('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;')],
    [
      'a billion laughs',
      doctype('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">', '&c;'),
    ],
    ['an entity that nobody declared', report.replace('B1', '&x;')],
    ['half a message', report.slice(0, report.length / 2)],
    ['two documents', report + report.slice(report.indexOf('?>') + 2)],
    ['something behind the document', `${report}trailing`],
    ['no XML', '{"MsgId":"B1"}'],
    ['nothing', ''],
    ['a declared encoding that is another', report.replace('UTF-8', 'ISO-8859-1')],
    ['a depth without end', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`],
    ['elements without end', `<a>${'<b/>'.repeat(2_000_001)}</a>`],
  ])('%s', (_what, text) => {
    expect(code(text)).toBe('ERR_BANK_MESSAGE_MALFORMED');
  });
  test.each([
    ['UTF-16', Buffer.from(`\ufeff${report}`, 'utf16le')],
    ['broken UTF-8', Uint8Array.of(0x3c, 0x61, 0xff, 0x3e)],
    ['Latin-1', Buffer.from(report.replace('B1', 'é'), 'latin1')],
  ])('%s', (_what, received) => {
    expect(code(received)).toBe('ERR_BANK_MESSAGE_MALFORMED');
  });
  test('what is too large, unread', () => {
    expect(code(new Uint8Array(maxBankMessageBytes + 1))).toBe('ERR_BANK_MESSAGE_TOO_BIG');
  });
  test.each([
    ['another version', report.replace('pain.002.001.14', 'pain.002.001.03')],
    ['no namespace', report.replace(/ xmlns="[^"]*"/, '')],
    ['another namespace', report.replace('urn:iso:std:iso:20022:tech:xsd:', 'urn:evil:')],
    ['our own message', writeMessage(testMessage('credit'), [testOrder('credit')])],
    ['another element of the namespace', report.replaceAll('Document', 'Dokument')],
  ])('%s', (_what, text) => {
    expect(code(text)).toBe('ERR_BANK_MESSAGE_KIND');
  });
  test.each([
    ['a missing identification', report.replace('<MsgId>B1</MsgId>', '')],
    ['an identification that is too long', report.replace('B1', 'B'.repeat(36))],
    ['an element of another message', report.replace('<GrpHdr>', '<GrpHdr><Evil/>')],
    ['a number of orders that is none', report.replace('>3<', '>-3<')],
    ['an amount below zero', notification('N', houseIban, [{ amount: '-1.00', direction: 'DBIT' }])],
    ['an amount of words', notification('N', houseIban, [{ amount: 'much', direction: 'DBIT' }])],
    ['an account that is none', notification('N', 'FR', [{ amount: '1.00', direction: 'DBIT' }])],
  ])('%s', (_what, text) => {
    expect(code(text)).toBe('ERR_BANK_MESSAGE_INVALID');
  });
  test('what is wrong without repeating it', () => {
    try {
      read(notification('N', 'SECRET', [{ amount: '1.00', direction: 'DBIT' }]));
    } catch (error) {
      expect(String(error)).not.toContain('SECRET');
    }
    expect.assertions(1);
  });
  test('whatever else arrives, always with a code', () => {
    const damaged = fc
      .tuple(fc.nat(report.length), fc.nat(20), fc.string({ maxLength: 8 }))
      .map(([at, cut, put]) => report.slice(0, at) + put + report.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ maxLength: 200 })), (text) => {
        expect(code(text)).toMatch(/^(taken|ERR_BANK_MESSAGE_(MALFORMED|KIND|INVALID|TOTALS))$/);
      }),
      { numRuns: 200 },
    );
  });
});
