/** CSV: what RFC 4180 says, and no formulas. */
import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each([
  [['a', 1, undefined], 'a,1,\r\n'],
  [['a,b', 'say "no"', 'two\r\nlines'], '"a,b","say ""no""","two\r\nlines"\r\n'],
  [
    ['=HYPERLINK("http://127.0.0.1")', '+1', '-1', '@x'],
    `"'=HYPERLINK(""http://127.0.0.1"")",'+1,'-1,'@x\r\n`,
  ],
  [['\t=1', '\r=1'], `'\t=1,"'\r=1"\r\n`],
  // Where the comma is the decimal sign, spreadsheets part fields at semicolons, in quotes or not.
  [['done: x;=1+1', 'a;b', 'x;"=1'], `done: x;'=1+1,a;b,"x;""'=1"\r\n`],
  [['x\t+1', 'two\n=1', '\n=1', ' =1'], `x\t'+1,"two\n'=1","'\n=1", =1\r\n`],
  [[-1], '-1\r\n'],
])('%j is %j', (fields, line) => {
  expect(csvLine(fields)).toBe(line);
});
