/**
 * Draws a receipt as a PDF of one or more A4 pages, with the receipt's own file attached: the PDF is for people, the
 * attachment proves it (docs/decisions/0007).
 *
 * The fonts that every PDF reader has know the Latin letters of Windows-1252 only; any other letter is drawn as “?”.
 */
import { AFRelationship, PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib';
import type { ReceiptFacts } from '@ecomm/messages';

export interface DrawnReceipt {
  readonly title: string;
  readonly facts: ReceiptFacts;
  readonly price: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
  readonly note: string;
  readonly attachment: { readonly name: string; readonly text: string };
}

/** Points of 1/72 inch. */
const paper = { width: 595, height: 842, margin: 64 } as const;
const labelWidth = 150;
const ink = rgb(0.106, 0.122, 0.153);
const soft = rgb(0.333, 0.365, 0.42);

export async function drawReceipt(receipt: DrawnReceipt): Promise<Uint8Array<ArrayBuffer>> {
  const { title, facts, price, rows, note, attachment } = receipt;
  const document = await PDFDocument.create();
  const made = new Date(facts.date * 1000);
  document.setTitle(`${title}, ${facts.merchantName}`);
  document.setProducer('eComm wallet');
  document.setCreationDate(made);
  document.setModificationDate(made);
  const [sans, bold, serif] = await Promise.all([
    document.embedFont(StandardFonts.Helvetica),
    document.embedFont(StandardFonts.HelveticaBold),
    document.embedFont(StandardFonts.TimesRomanBold),
  ]);
  const pen = new Pen(document);
  pen.write(title, { font: serif, size: 24 });
  pen.skip(14);
  pen.write(facts.merchantName, { font: bold, size: 13 });
  pen.write(price, { font: serif, size: 32 });
  pen.skip(8);
  for (const line of facts.order.split(/\r?\n/)) pen.write(line, { font: sans, size: 11 });
  pen.skip(14);
  for (const [label, value] of rows) pen.row(label, value, sans);
  pen.skip(14);
  pen.write(note, { font: sans, size: 9, color: soft });
  await document.attach(new TextEncoder().encode(attachment.text), attachment.name, {
    mimeType: 'application/json',
    description: title,
    creationDate: made,
    modificationDate: made,
    afRelationship: AFRelationship.Source,
  });
  return Uint8Array.from(await document.save());
}

interface Style {
  readonly font: PDFFont;
  readonly size: number;
  readonly color?: ReturnType<typeof rgb>;
}

/** Writes downwards, line by line, on to the next page when one is full. */
class Pen {
  readonly #document: PDFDocument;
  #page: PDFPage;
  #y: number;

  constructor(document: PDFDocument) {
    this.#document = document;
    this.#page = document.addPage([paper.width, paper.height]);
    this.#y = paper.height - paper.margin;
  }

  skip(points: number): void {
    this.#y -= points;
  }

  write(text: string, style: Style, indent = 0): void {
    const room = paper.width - 2 * paper.margin - indent;
    for (const line of wrap(drawable(text, style.font), style, room)) this.#line(line, style, indent);
  }

  row(label: string, value: string, font: PDFFont): void {
    this.#makeRoom(11);
    const top = this.#y;
    this.#line(drawable(label, font), { font, size: 10, color: soft }, 0);
    this.#y = top;
    this.write(value, { font, size: 10 }, labelWidth);
    this.skip(3);
  }

  #line(text: string, { font, size, color = ink }: Style, indent: number): void {
    this.#makeRoom(size);
    this.#y -= size;
    this.#page.drawText(text, { x: paper.margin + indent, y: this.#y, size, font, color });
    this.#y -= size * 0.4;
  }

  #makeRoom(size: number): void {
    if (this.#y - size >= paper.margin) return;
    this.#page = this.#document.addPage([paper.width, paper.height]);
    this.#y = paper.height - paper.margin;
  }
}

function drawable(text: string, font: PDFFont): string {
  const known = new Set(font.getCharacterSet());
  const letters = text.replaceAll('\u202f', '\u00a0').replaceAll('\t', ' ');
  return [...letters].map((letter) => (known.has(letter.codePointAt(0) ?? 0) ? letter : '?')).join('');
}

/** Breaks at spaces, and within a word that no line could hold. */
function wrap(text: string, { font, size }: Style, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  const fits = (candidate: string) => font.widthOfTextAtSize(candidate, size) <= room;
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const letter of word) {
      if (!fits(line + letter)) {
        lines.push(line);
        line = '';
      }
      line += letter;
    }
  }
  return [...lines, line];
}
