import { expect, test } from 'vitest';
import { tidyProblems } from './tidy-rules.mjs';

/** The messages about a source file of this text, opened as it should be. */
function problems(text: string, path = 'packages/card/src/sign.ts') {
  return tidyProblems({ path, text: `/** What it is for. */\n${text}` });
}

function messages(text: string, path?: string) {
  return problems(text, path).map(({ message }) => message);
}

test('a file in order gives no problem', () => {
  expect(problems('export const triesMax = 3;\n')).toEqual([]);
});

test('a file of 251 lines is warned of, one of 401 refused', () => {
  expect(problems('\n'.repeat(249))).toEqual([]);
  expect(problems('\n'.repeat(250))).toMatchObject([{ warning: true }]);
  expect(problems('\n'.repeat(399))).toMatchObject([{ warning: true }]);
  const tooLong = problems('\n'.repeat(400));
  expect(tooLong).toHaveLength(1);
  expect(tooLong[0]?.warning).toBeUndefined();
});

test.each([
  ['packages/card/src/sign.ts', true],
  ['packages/card/src/read-record.test.ts', true],
  ['native-host/src/host.pcsc.test.ts', true],
  ['extension/src/pages/PaySheet.tsx', true],
  ['extension/src/pages/PaySheet.test.tsx', true],
  ['extension/src/pages/main.tsx', true],
  ['.dependency-cruiser.cjs', true],
  ['packages/card/src/readRecord.ts', false],
  ['packages/card/src/ReadRecord.ts', false],
  ['packages/card/src/read_record.ts', false],
  ['merchant-demo/src/Shop.css', false],
])('the name of %s is in order: %s', (path, inOrder) => {
  const text = path.endsWith('.css') ? 'p { margin: 0 }\n' : '/** Why. */\nexpect(1).toBe(1);\n';
  expect(tidyProblems({ path, text })).toHaveLength(inOrder ? 0 : 1);
});

test('a source that opens without a doc comment is refused, a test is not', () => {
  const text = "import { expect } from 'vitest';\nexpect(1).toBe(1);\n";
  expect(tidyProblems({ path: 'native-host/src/main.ts', text })).toHaveLength(1);
  expect(tidyProblems({ path: 'native-host/src/main.test.ts', text })).toEqual([]);
  expect(
    tidyProblems({ path: 'native-host/src/main.ts', text: '#!/usr/bin/env node\n/** Why. */\n' }),
  ).toEqual([]);
});

test('reminders are refused in sources and documents, with their line', () => {
  expect(problems('\n// TODO later\n')).toMatchObject([{ line: 3 }]);
  expect(problems('// XXX look again\n')).toHaveLength(1);
  expect(tidyProblems({ path: 'docs/testing.md', text: 'FIXME\n' })).toHaveLength(1);
});

test('XXX as a currency code is not a reminder', () => {
  expect(problems("export const noCurrency = 'XXX';\n")).toEqual([]);
});

test.each(['test.skip(', 'it.only(', 'describe.todo(', 'test.concurrent.skip('])(
  '%s is refused in a test',
  (call) => {
    expect(messages(`${call}'x', () => { expect(1).toBe(1); });\n`, 'a/src/x.test.ts')).toHaveLength(1);
  },
);

test('a test that asserts nothing is refused', () => {
  expect(messages("test('x', () => {});\n", 'a/src/x.test.ts')).toHaveLength(1);
});

test('a test that runs a shared suite asserts there', () => {
  const text = "import { describeStore } from '../testing/store-suite.ts';\ndescribeStore();\n";
  expect(messages(text, 'a/src/x.test.ts')).toEqual([]);
});

test('a skip that is no test’s is not looked at', () => {
  expect(messages('expect(reader.skip(2)).toBe(2);\n', 'a/src/x.test.ts')).toEqual([]);
});

test.each([
  ["open('/home/ada/.config')", 1],
  ["open('/root/house')", 1],
  ["open('/root/x')", 1],
  ["open('/home/shopper/.config')", 0],
  ["open('https://shop.example/home/1')", 0],
  ["open('docs/home/1')", 0],
])('%s has %d paths of one machine', (code, count) => {
  expect(problems(`${code};\n`)).toHaveLength(count);
});

test.each([
  ['console.log(pin)', 1],
  [`console.log(\`got $\{pinDigits}\`)`, 1],
  ['this.log.info({ pin }, "read")', 1],
  ['logger.debug(state.newPin)', 1],
  ['console.log("PIN entered")', 0],
  ['log.info({ pinTriesLeft })', 0],
  ['dialog.show(pin)', 0],
])('%s sends %d PINs to a log', (code, count) => {
  expect(problems(`${code};\n`)).toHaveLength(count);
});

test('an abbreviation is refused where it is declared, also inside a longer name', () => {
  expect(messages('const txn = 1;\nfunction readUsrName(cfg) {}\n')).toEqual([
    'txn: write transaction, not txn',
    'readUsrName: write user, not usr',
    'cfg: write config, not cfg',
  ]);
});

test('other people’s names and words that only contain one are left alone', () => {
  expect(
    messages("const response = { cfg: 1 };\nopen('/usr/bin/chromium').txn;\nconst settled = 1;\n"),
  ).toEqual([]);
});
