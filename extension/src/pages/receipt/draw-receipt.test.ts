/** The PDF of a receipt: for people, with the file that proves it inside, whatever the shop wrote into its order. */
import { PDFDocument } from '@cantoo/pdf-lib';
import { describe, expect, test } from 'vitest';
import { type DrawnReceipt, drawReceipt } from './draw-receipt.ts';

const receipt: DrawnReceipt = {
  title: 'Reçu',
  facts: {
    date: 1_795_435_200,
    merchantName: 'La Librairie',
    merchantId: 'LIBRAIRIE',
    amount: { currency: 'EUR', value: 12_480 },
    order: 'Le Minitel, une histoire\r\n1 × 124,80 EUR',
    xid: 'A'.repeat(27),
  },
  price: '124,80\u202f€',
  rows: [['Date', '23 nov. 2026']],
  note: 'Le fichier joint se vérifie sans réseau.',
  attachment: { name: 'Reçu.json', text: '{"format":"ecomm-receipt/1"}\n' },
};

const withOrder = (order: string): DrawnReceipt => ({ ...receipt, facts: { ...receipt.facts, order } });

describe('the PDF of a receipt', () => {
  test('carries the receipt’s own file, byte for byte', async () => {
    const pdf = await PDFDocument.load(await drawReceipt(receipt), { updateMetadata: false });
    const [attachment] = pdf.getAttachments();
    expect(attachment?.name).toBe('Reçu.json');
    expect(new TextDecoder().decode(attachment?.data)).toBe(receipt.attachment.text);
  });

  test('is dated as the receipt is, and has one page', async () => {
    const pdf = await PDFDocument.load(await drawReceipt(receipt), { updateMetadata: false });
    expect(pdf.getPageCount()).toBe(1);
    expect(pdf.getCreationDate()?.getTime()).toBe(1_795_435_200_000);
  });

  test('of a long order goes on on further pages', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `Book ${index}`).join('\r\n');
    const pdf = await PDFDocument.load(await drawReceipt(withOrder(lines)));
    expect(pdf.getPageCount()).toBeGreaterThan(2);
  });

  test.each([
    ['letters of other scripts', '本 книга كتاب 📚'],
    ['one word of 16 kB', 'x'.repeat(16_000)],
    ['nothing but spaces', '   '],
    ['tabs and controls', 'a\tb\u0007c'],
    ['half of a surrogate pair', 'a\ud83d'],
  ])('is drawn also from an order of %s', async (_what, order) => {
    const pdf = await PDFDocument.load(await drawReceipt(withOrder(order)));
    expect(pdf.getPageCount()).toBeGreaterThan(0);
  });
});
