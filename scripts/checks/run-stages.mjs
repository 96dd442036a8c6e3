/** Runs stages one after the other, says how each went, and closes with `N passed, N failed`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runCommand } from './run-command.mjs';
import { tallyOf } from './vitest-report.mjs';

/** @typedef {import('./stages.mjs').Stage} Stage */
/** @typedef {import('./vitest-report.mjs').Tally} Tally */

/** Two compilers at once keep the two cores of a small machine busy. */
const commandsAtOnce = 2;

/** Of a failed test's message; the whole stands where vitest printed it. */
const messageLinesMax = 12;

/**
 * @param {readonly Stage[]} stages
 * @param {string} root
 * @returns {Promise<number>} the exit code: 1 when anything failed or nothing ran
 */
export async function runStages(stages, root) {
  /** @type {Tally} */
  const total = { passed: 0, notRun: 0, failures: [] };
  for (const stage of stages) {
    console.log(`\n── ${stage.title} (${stage.name})`);
    const startMs = Date.now();
    const tally = await (stage.vitestProject === undefined ? runChecks(stage, root) : runVitest(stage, root));
    const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
    console.log(`   ${tally.failures.length === 0 ? 'passed' : 'FAILED'}: ${words(tally)}, ${seconds} s`);
    total.passed += tally.passed;
    total.notRun += tally.notRun;
    total.failures.push(
      ...tally.failures.map(({ title, message }) => ({ title: `${stage.name}: ${title}`, message })),
    );
  }
  if (total.failures.length > 0) console.log('\n── What failed');
  for (const { title, message } of total.failures) console.log(`\n${title}\n${indented(message)}`);
  console.log(`\n${total.passed} passed, ${total.failures.length} failed`);
  return total.failures.length > 0 || total.passed === 0 ? 1 : 0;
}

/**
 * Each command is one check. What a failed one printed is shown in full, at once.
 *
 * @param {Stage} stage
 * @param {string} root
 * @returns {Promise<Tally>}
 */
async function runChecks({ commands = [], limitMs }, root) {
  /** @type {Tally} */
  const tally = { passed: 0, notRun: 0, failures: [] };
  const queue = [...commands];
  await Promise.all(Array.from({ length: commandsAtOnce }, work));
  return tally;

  async function work() {
    for (let command = queue.shift(); command !== undefined; command = queue.shift()) {
      const { exitCode, output, timedOut } = await runCommand(command.argv, { root, limitMs, show: false });
      if (exitCode === 0) {
        if (command.warns && output !== '') console.log(output.trimEnd());
        tally.passed += 1;
        continue;
      }
      console.log(`${command.name}:\n${output.trimEnd()}`);
      const message = timedOut
        ? `stopped after ${limitMs / 1000} s`
        : `ended with code ${exitCode}, see above`;
      tally.failures.push({ title: command.name, message });
    }
  }
}

/**
 * @param {Stage} stage
 * @param {string} root
 * @returns {Promise<Tally>}
 */
async function runVitest({ vitestProject = '', filesAtOnce, limitMs }, root) {
  const folder = mkdtempSync(join(tmpdir(), 'ecomm-test-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const order =
    filesAtOnce === undefined ? [] : [`--minWorkers=${filesAtOnce}`, `--maxWorkers=${filesAtOnce}`];
  const argv = ['vitest', 'run', '--project', vitestProject, ...order, ...reporters];
  const { exitCode, timedOut } = await runCommand(argv, { root, limitMs, show: true });
  try {
    const tally = tallyOf(JSON.parse(readFileSync(file, 'utf8')), exitCode);
    for (const failure of tally.failures) failure.title = relativeTo(root, failure.title);
    return tally;
  } catch (error) {
    const message = timedOut ? `stopped after ${limitMs / 1000} s` : `no report: ${error}`;
    return { passed: 0, notRun: 0, failures: [{ title: 'vitest', message }] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {string} root
 * @param {string} title a test's name, or a file's full path
 */
function relativeTo(root, title) {
  return title.startsWith(root) ? relative(root, title) : title;
}

/** @param {Tally} tally */
function words({ passed, notRun, failures }) {
  return `${passed} passed, ${failures.length} failed${notRun > 0 ? `, ${notRun} not run` : ''}`;
}

/** @param {string} message */
function indented(message) {
  const lines = message.split('\n');
  const shown = lines.length > messageLinesMax ? [...lines.slice(0, messageLinesMax), '…'] : lines;
  return shown.map((line) => `  ${line}`).join('\n');
}
