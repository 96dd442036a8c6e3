/** The table of messages is compared with the sources in both directions, and its tests with the test files. */
import { expect, test } from 'vitest';
import { messageProblems, protocolFile } from './message-rules.mjs';

const source = { path: 'packages/protocol/src/set/auth.ts', text: "typ: 'set-authreq+jwt'" };
const tests = {
  path: 'a/b.test.ts',
  text: "describe('an AuthReq', () => { test('is answered', () => {}); });",
};
const problemsOf = (text: string, ...others: { path: string; text: string }[]) =>
  messageProblems([{ path: protocolFile, text }, source, tests, ...others]);

test('a page that has every message and whose tests are there has no problem', () => {
  const page = '| AuthReq | `set-authreq+jwt` | `application/mpoffer+jwt` | `a/b.test.ts`: "is answered" |';
  expect(problemsOf(page)).toEqual([]);
  expect(problemsOf(`${page} "an AuthReq is answered", \`a/b.test.ts\``)).toEqual([]);
});

test('a message that the page lacks is found, and not what tests make up', () => {
  const madeUp = { path: 'packages/protocol/src/jose/signed-message.test.ts', text: "'greeting+jwt'" };
  expect(problemsOf('nothing', madeUp)).toEqual([`${protocolFile}: lacks set-authreq+jwt`]);
});

test('a message that is gone is found', () => {
  expect(problemsOf('`set-authreq+jwt` and `set-old+jwt`')).toEqual([
    `${protocolFile}: set-old+jwt is no message`,
  ]);
});

test('a test that is gone is found, by its file or by its title', () => {
  const page = '`set-authreq+jwt` `gone.test.ts` `a/b.test.ts`: "is answered", "is refused"';
  expect(problemsOf(page)).toEqual([
    `${protocolFile}: gone.test.ts does not exist`,
    `${protocolFile}: a/b.test.ts has no test "is refused"`,
  ]);
});

test('a repository without the page is told so', () => {
  expect(messageProblems([source])).toEqual([`${protocolFile}: missing`]);
});
