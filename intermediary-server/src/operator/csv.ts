/**
 * Comma-separated values as RFC 4180 has them. What a spreadsheet would take for a formula gets an apostrophe before it: a
 * merchant chooses its own name, and whoever gives a reason its words. Also inside of a text, as spreadsheets of many countries part
 * fields at semicolons.
 */
export function csvLine(fields: readonly (string | number | undefined)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

/** Where one may begin: at the beginning, or after what may part fields; a tab or a line's end at the beginning counts as one. */
const formula = /(^(?=[\t\r\n])|(?:^|[;\t\r\n])"*(?=[=+\-@]))/g;

function csvField(value: string | number | undefined): string {
  const text = String(value ?? '');
  const plain = typeof value === 'string' ? text.replace(formula, "$1'") : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
