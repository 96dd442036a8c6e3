/** What a PDF shows as text, for files like the wallet's own: streams deflated, strings in hexadecimal, Latin 1 with the euro of Windows-1252. */
import { inflateSync } from 'node:zlib';

/** The drawn strings in the order of the file, a line each. */
export function pdfText(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  const drawn: string[] = [];
  for (const { index, 0: keyword } of text.matchAll(/stream\r?\n/g)) {
    if (text.slice(index - 3, index) === 'end') continue;
    const content = inflated(pdf.subarray(index + keyword.length));
    for (const [, hex = ''] of content.matchAll(/<([0-9A-Fa-f]+)> Tj/g))
      drawn.push(Buffer.from(hex, 'hex').toString('latin1').replaceAll('\u0080', '€'));
  }
  return drawn.join('\n');
}

/** Streams that are not deflated hold no text. */
function inflated(data: Buffer): string {
  try {
    return inflateSync(data).toString('latin1');
  } catch {
    return '';
  }
}
