/** `inspect`: what a certificate, identity file, list or publication says. It changes nothing and shows no key. */
import type { Command } from 'commander';
import { inspectFile } from '../inspect/inspect-file.ts';
import { reportText } from '../inspect/report-text.ts';
import { example, jsonOption } from './options.ts';
import type { Ports } from './ports.ts';
import { readGiven } from './read-given.ts';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
}

export function addInspect(program: Command, ports: Ports): void {
  program
    .command('inspect <file>')
    .description(
      'show a certificate, identity file, chain, revocation list or publication; "-" is standard input',
    )
    .option('--data <directory>', 'a tree: to say whether it is trusted there, and revoked')
    .addOption(jsonOption())
    .addHelpText('after', example('inspect identity.json --data D'))
    .action((file: string, options: Options) => run(file, options, ports));
}

async function run(file: string, { data, json = false }: Options, ports: Ports): Promise<void> {
  const at = ports.clock();
  const report = await inspectFile(file, await readGiven(file, ports), {
    ...{ at, ...(data === undefined ? {} : { dataDir: data }) },
  });
  ports.print(json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
}
