/** `renew`: the same holder for the time to come. */
import { importIdentity } from '@ecomm/protocol';
import type { Command } from 'commander';
import { dateText } from '../names.ts';
import { type RenewalOrder, renewIdentity } from '../renew-identity.ts';
import { dataOption, example, validityOptions } from './options.ts';
import type { Ports } from './ports.ts';

interface Options extends RenewalOrder {
  readonly data: string;
}

export function addRenew(program: Command, ports: Ports): void {
  const command = program
    .command('renew <identityFile>')
    .description(
      'give the holder of an identity file new certificates; the old ones stay good until they end',
    )
    .addOption(dataOption());
  for (const option of validityOptions()) command.addOption(option);
  command
    .addHelpText('after', example('renew identity.json --data D'))
    .action((file: string, options: Options) => run(file, options, ports));
}

async function run(
  file: string,
  { data, ...order }: Options,
  { clock, random, print }: Ports,
): Promise<void> {
  const { identity, previous } = await renewIdentity(data, file, order, { at: clock(), random });
  const { partyId, certificate } = await importIdentity(identity);
  print(`${file}  ${certificate.subject}\n`);
  print(`${partyId} is valid until ${dateText(certificate.notAfter)}; what was there lies in ${previous}\n`);
}
