/**
 * Reads vitest's JSON report: what passed, what failed and why.
 *
 * A file that fails as a whole (it does not load, a hook throws) has no failed test in the report: it counts as one.
 */

/** @typedef {{ title: string, message: string }} Failure */
/** @typedef {{ passed: number, notRun: number, failures: Failure[] }} Tally */
/**
 * @typedef {object} TestFile
 * @property {string} name
 * @property {string} status
 * @property {string} [message]
 * @property {{ status: string, fullName: string, failureMessages?: string[] | null }[]} assertionResults
 */

/**
 * @param {{ testResults: TestFile[] }} report
 * @param {number} exitCode vitest's own: it also fails on errors outside every test
 * @returns {Tally}
 */
export function tallyOf(report, exitCode) {
  /** @type {Tally} */
  const tally = { passed: 0, notRun: 0, failures: [] };
  for (const file of report.testResults) addFile(tally, file);
  if (tally.failures.length === 0 && tally.passed === 0) {
    tally.failures.push({ title: 'vitest', message: 'no test ran' });
  } else if (tally.failures.length === 0 && exitCode !== 0) {
    tally.failures.push({
      title: 'vitest',
      message: `ended with code ${exitCode}: an error outside the tests, above`,
    });
  }
  return tally;
}

/**
 * @param {Tally} tally
 * @param {TestFile} file
 */
function addFile(tally, file) {
  let failedHere = 0;
  for (const { status, fullName, failureMessages } of file.assertionResults) {
    if (status === 'passed') tally.passed += 1;
    else if (status === 'failed') {
      failedHere += 1;
      tally.failures.push({ title: fullName, message: (failureMessages ?? []).join('\n') });
    } else tally.notRun += 1;
  }
  if (file.status === 'failed' && failedHere === 0) {
    tally.failures.push({ title: file.name, message: file.message ?? 'the file failed outside its tests' });
  }
}
