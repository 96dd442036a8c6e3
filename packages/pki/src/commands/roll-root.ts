/** `roll-root`: the root that was committed to takes its place. */
import type { Command } from 'commander';
import { dateText } from '../names.ts';
import { treeFiles } from '../read-tree.ts';
import { rollRoot } from '../roll-root.ts';
import { dataOption, example } from './options.ts';
import type { Ports } from './ports.ts';

export function addRollRoot(program: Command, { clock, random, print }: Ports): void {
  program
    .command('roll-root')
    .description(`put the next root in place of the current one (needs ${treeFiles.nextRoot})`)
    .addOption(dataOption())
    .addHelpText('after', example('roll-root --data D'))
    .action(async ({ data }: { data: string }) => {
      const { root, retired } = await rollRoot(data, { at: clock(), random });
      print(`${retired.subject} is retired; it lies in ${treeFiles.retired}\n`);
      print(
        `${root.subject} is the root until ${dateText(root.notAfter)}, and commits to ${root.hashedRootKey}\n`,
      );
      print('Publish now: the publication brings the new root to all who know the old one.\n');
      print(`Take ${treeFiles.root} and ${treeFiles.nextRoot} off this machine again.\n`);
    });
}
