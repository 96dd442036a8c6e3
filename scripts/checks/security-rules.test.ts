import { expect, test } from 'vitest';
import { securityProblems, testNames } from './security-rules.mjs';

const path = 'packages/merchant/src/advice/receive-advice.test.ts';
const text = `
describe('nothing is delivered for', () => {
  describe.concurrent('a receipt', () => {
    test('that was stolen', async () => { expect(/x/.test('not a title')).toBe(true); });
    test.each([1, 2])('with another %s', (field) => { expect(field).toBe(1); });
  });
});
it(\`one advice is one sale\`, () => {});
`;
const files = [{ path, text }];

const page = (...cells: string[]) =>
  ['| Attack | What stops it | Test that shows it |', '|---|---|---|', `| ${cells.join(' | ')} |`, ''].join(
    '\n',
  );

test('names are the titles from the outermost group inwards, those of each as written', () => {
  expect(testNames({ path, text })).toEqual([
    'nothing is delivered for a receipt that was stolen',
    'nothing is delivered for a receipt with another %s',
    'one advice is one sale',
  ]);
});

test('a table whose tests all exist is in order', () => {
  const tests = `[one advice is one sale](${path}), [nothing is delivered for a receipt that was stolen](${path})`;
  expect(securityProblems(page('replay', 'consume once', tests), files)).toEqual([]);
});

test('a test that is not in the file is named', () => {
  const problems = securityProblems(page('replay', 'consume once', `[that was stolen](${path})`), files);
  expect(problems).toEqual([`SECURITY.md: ${path} has no test "that was stolen"`]);
});

test('a title in a comment is no test', () => {
  const commented = [{ path, text: "// test('one advice is one sale', () => {});" }];
  expect(securityProblems(`[one advice is one sale](${path})`, commented)).toHaveLength(1);
});

test('a file that does not exist is named', () => {
  expect(securityProblems('[anything](packages/gone.test.ts)', files)).toEqual([
    'SECURITY.md: packages/gone.test.ts does not exist',
  ]);
});

test.each([
  ['is empty', ''],
  ['only describes', 'to come'],
  ['links to what is no test', '[here](docs/testing.md)'],
])('an attack whose last cell %s is named', (_, cell) => {
  const other = `\nSee [one advice is one sale](${path}).\n`;
  expect(securityProblems(page('replay', 'consume once', cell) + other, files)).toEqual([
    'SECURITY.md: no test shows "replay"',
  ]);
});

test('a row with a cell too few is not taken for one with a test', () => {
  const row = page('replay', `[one advice is one sale](${path})`);
  expect(securityProblems(row, files)).toEqual(['SECURITY.md: no test shows "replay"']);
});

test('a table without a column of tests needs none', () => {
  const table = '| Party | May |\n|---|---|\n| merchant | sell |\n';
  expect(securityProblems(`${table}\n[one advice is one sale](${path})`, files)).toEqual([]);
});

test('a threat model without any test is refused', () => {
  expect(securityProblems('# Security\n', files)).toEqual(['SECURITY.md: names no test']);
});
