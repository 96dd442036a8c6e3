/** `publish`: the lists of all authorities, and the brand's identifier over them. */
import type { Command } from 'commander';
import { type PublicationOrder, publishRevocation } from '../publish.ts';
import { treeFiles } from '../read-tree.ts';
import { dataOption, example, positiveOf } from './options.ts';
import type { Ports } from './ports.ts';

const daySeconds = 24 * 3600;

interface Options {
  readonly data: string;
  readonly sequence?: number;
  readonly days?: number;
  readonly copy: readonly string[];
}

export function addPublish(program: Command, ports: Ports): void {
  program
    .command('publish')
    .description(`sign and lay out the revocation lists (${treeFiles.revocation})`)
    .addOption(dataOption())
    .option('--sequence <number>', 'of the publication; without it, the next', positiveOf)
    .option('--days <number>', 'for how long it may be relied on; 365', positiveOf)
    .option('--copy <file>', 'where to lay it too; may be repeated', addTo, [])
    .addHelpText('after', example('publish --data D --copy D/gateway/revocation.json'))
    .action((options: Options) => run(options, ports));
}

async function run({ data, days, copy, ...rest }: Options, { clock, print }: Ports): Promise<void> {
  const order: PublicationOrder = {
    ...{ ...rest, copies: copy, at: clock() },
    ...(days === undefined ? {} : { lifeSeconds: days * daySeconds }),
  };
  const { sequence, revoked } = await publishRevocation(data, order);
  print(`publication ${sequence} lists ${revoked} revoked certificates\n`);
}

function addTo(text: string, known: readonly string[]): readonly string[] {
  return [...known, text];
}
