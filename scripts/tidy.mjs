/**
 * Checks what no compiler or linter looks at: length and names of files, their opening words, reminders left
 * behind, tests that don't run or assert nothing, paths of one machine, PINs on their way to a log.
 *
 * Each rule stands for something a reader of the code would otherwise have to look for again and again.
 */
import { houseFiles } from './checks/files.mjs';
import { tidyProblems } from './checks/tidy-rules.mjs';
import { root } from './setup.mjs';

const problems = houseFiles(root).flatMap(tidyProblems);
for (const { path, line, message, warning } of problems) {
  console.log(`${warning ? 'warning: ' : ''}${path}:${line}: ${message}`);
}
const errors = problems.filter(({ warning }) => !warning).length;
if (errors > 0) console.log(`${errors} to mend`);
process.exitCode = errors > 0 ? 1 : 0;
