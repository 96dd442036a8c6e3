/** What `npm test` and `npm run check` share: choose the stages, set up what they need, run them. */
import { root, setUp } from '../setup.mjs';
import { runStages } from './run-stages.mjs';
import { selectStages, stagesOf } from './stages.mjs';

/**
 * @param {(stage: import('./stages.mjs').Stage) => boolean} includes which stages this command has
 * @param {readonly string[]} args of the command line: `--only NAME,NAME`
 * @returns {Promise<number>} the exit code
 */
export async function main(includes, args) {
  try {
    const stages = selectStages(stagesOf(root).filter(includes), args);
    await setUp({ wants: stages.flatMap(({ wants }) => wants) });
    return await runStages(stages, root);
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}
