/** Refuses a Node that is too old, before anything fails in a way that does not say so. */
import { SetUpError } from './errors.mjs';

/** The oldest Node that has all we use, as in package.json's `engines`. */
export const oldestNode = '20.12.0';

/**
 * @param {string} version such as `20.20.2`, from `process.versions.node`
 * @throws {SetUpError} when it is older than `oldestNode`
 */
export function checkNodeVersion(version) {
  const have = version.split('.').map(Number);
  const need = oldestNode.split('.').map(Number);
  for (const [index, wanted] of need.entries()) {
    const found = have[index] ?? 0;
    if (found > wanted) return;
    if (found < wanted) {
      throw new SetUpError(
        `this is Node ${version}; eComm needs Node ${oldestNode} or newer`,
        'install a current Node from https://nodejs.org, then run the same command again',
      );
    }
  }
}
