/** `list`: every certificate of the tree, the one that ends first on top. */
import type { Command } from 'commander';
import { listRows, showPki } from '../list-certificates.ts';
import { dataOption, example, jsonOption } from './options.ts';
import type { Ports } from './ports.ts';

export function addList(program: Command, { clock, print }: Ports): void {
  program
    .command('list')
    .description('list every certificate with its validity, the first to end on top')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', example('list --data D'))
    .action(async ({ data, json = false }: { data: string; json?: boolean }) => {
      const at = clock();
      print(json ? `${JSON.stringify(await listRows(data, at), undefined, 2)}\n` : await showPki(data, at));
    });
}
