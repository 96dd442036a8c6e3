/** `create-tree`: a root that commits to the next one, a brand, and the banks' authorities. */
import type { Command } from 'commander';
import { createTree } from '../create-tree.ts';
import { dateText } from '../names.ts';
import { treeFiles } from '../read-tree.ts';
import { dataOption, example, overwriteOption } from './options.ts';
import type { Ports } from './ports.ts';

interface Options {
  readonly data: string;
  readonly brand: string;
  readonly rootName?: string;
  readonly bank: readonly string[];
  readonly country: string;
  readonly reallyOverwrite?: boolean;
}

export function addCreateTree(program: Command, ports: Ports): void {
  program
    .command('create-tree')
    .description('make root, brand and the banks’ authorities, and publish that nothing is revoked')
    .addOption(dataOption())
    .option('--brand <name>', 'the brand, as on the cards', 'eComm')
    .option('--root-name <name>', 'what the root calls itself; the brand’s name and "Root"')
    .option('--bank <name[:country]>', 'a bank with three authorities; may be repeated', addTo, [])
    .option('--country <letters>', 'of the brand, and of banks that name none (ISO 3166-1)', 'FR')
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      example('create-tree --data pki-of-cb --brand CB --bank "Banque Un" --bank Bankcontact:BE'),
    )
    .action((options: Options) => run(options, ports));
}

async function run(
  { data, brand, bank, country, ...rest }: Options,
  { random, clock, print }: Ports,
): Promise<void> {
  const { rootName = `${brand} Root`, reallyOverwrite = false } = rest;
  const banks = (bank.length === 0 ? ['Bank'] : bank).map((text) => bankOf(text, country));
  const order = { brand, rootName, country, banks, reallyOverwrite };
  const { tree, replaced } = await createTree(data, order, { random, at: clock() });
  const all = [['root', tree.root] as const, ...tree.authorities];
  for (const [name, { certificate }] of all)
    print(
      `${treeFiles.directory}/${name}.json  ${certificate.subject}, until ${dateText(certificate.notAfter)}\n`,
    );
  print(`${treeFiles.nextRoot}  the key that the root commits to\n`);
  if (replaced !== undefined) print(`The tree that was there lies in ${replaced}.\n`);
  print(`Take ${treeFiles.root} and ${treeFiles.nextRoot} off this machine: only a roll-over needs them.\n`);
}

function bankOf(text: string, usual: string) {
  const [, name = text, country = usual] = /^(.+):([A-Z]{2})$/.exec(text) ?? [];
  return { name, country };
}

function addTo(text: string, known: readonly string[]): readonly string[] {
  return [...known, text];
}
