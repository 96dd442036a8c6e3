/** `npm run check`: the quick stages of `npm test`, for the minute before a commit. Takes `--only` as well. */
import { main } from './checks/main.mjs';

process.exitCode = await main(({ quick }) => quick, process.argv.slice(2));
