/**
 * Checks that the documents still tell the truth where a program can see it: every error code has its entry in
 * docs/errors.md and every entry its code, the locales have the same messages, SET's fields
 * and messages are mapped to SET's names and to tests, and links lead to files.
 *
 * A person who meets an error looks its code up; an entry that is missing is found here first.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codesIn, errorDocProblems, errorsFile, linkProblems, localeProblems } from './checks/doc-rules.mjs';
import { houseFiles } from './checks/files.mjs';
import { messageProblems } from './checks/message-rules.mjs';
import { setFieldProblems } from './checks/set-field-rules.mjs';
import { root } from './setup.mjs';

const files = houseFiles(root);
const problems = [
  ...errorDocProblems(codesIn(files), files.find(({ path }) => path === errorsFile)?.text ?? ''),
  ...localeProblems(files),
  ...setFieldProblems(files),
  ...messageProblems(files),
  ...linkProblems(files, (path) => existsSync(join(root, path))),
];
for (const problem of problems) console.log(problem);
if (problems.length > 0) console.log(`${problems.length} to mend`);
process.exitCode = problems.length > 0 ? 1 : 0;
