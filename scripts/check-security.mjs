/**
 * Checks that SECURITY.md tells the truth about its tests: each attack names one, and each that is named exists in the
 * file that is named.
 *
 * Tests are renamed and moved; a threat model that points to what is no longer there would promise what nobody shows.
 */
import { houseFiles } from './checks/files.mjs';
import { securityFile, securityProblems } from './checks/security-rules.mjs';
import { root } from './setup.mjs';

const files = houseFiles(root);
const markdown = files.find(({ path }) => path === securityFile)?.text ?? '';
const problems = securityProblems(markdown, files);
for (const problem of problems) console.log(problem);
if (problems.length > 0) console.log(`${problems.length} to mend`);
process.exitCode = problems.length > 0 ? 1 : 0;
