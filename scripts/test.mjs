/**
 * `npm test`: sets up, then runs every stage, also after one has failed. `--only unit,pcsc` runs those alone.
 *
 * The last line is `N passed, N failed`; the exit code is 1 when anything failed or nothing ran.
 */
import { main } from './checks/main.mjs';

process.exitCode = await main(() => true, process.argv.slice(2));
