import { expect, test } from 'vitest';
import { tallyOf } from './vitest-report.mjs';

const passed = { status: 'passed', fullName: 'a card answers' };
const failed = {
  status: 'failed',
  fullName: 'a truncated response is refused',
  failureMessages: ['expected 1'],
};

function file(assertionResults: object[], status = 'passed', message = '') {
  return { name: '/repo/card.test.ts', status, message, assertionResults: assertionResults as [] };
}

test('passed and failed tests are counted, a failure with its message', () => {
  expect(tallyOf({ testResults: [file([passed, failed], 'failed'), file([passed])] }, 1)).toEqual({
    passed: 2,
    notRun: 0,
    failures: [{ title: 'a truncated response is refused', message: 'expected 1' }],
  });
});

test('a file that does not load counts as one failure', () => {
  const { failures } = tallyOf({ testResults: [file([passed]), file([], 'failed', 'no such module')] }, 1);
  expect(failures).toEqual([{ title: '/repo/card.test.ts', message: 'no such module' }]);
});

test('a file whose hook fails counts as one failure, its tests as not run', () => {
  const tally = tallyOf(
    { testResults: [file([passed, { ...passed, status: 'skipped' }], 'failed', 'hook')] },
    1,
  );
  expect(tally).toMatchObject({ passed: 1, notRun: 1, failures: [{ message: 'hook' }] });
});

test('a run without a test is a failure', () => {
  expect(tallyOf({ testResults: [] }, 0).failures).toHaveLength(1);
});

test('a run whose tests passed but that ended badly is a failure', () => {
  expect(tallyOf({ testResults: [file([passed])] }, 1)).toMatchObject({
    passed: 1,
    failures: [{ title: 'vitest' }],
  });
});
