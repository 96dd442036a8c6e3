/** `issue`: first certificates, with new keys, as an identity file that the servers read. */
import { importIdentity } from '@ecomm/protocol';
import { type Command, Option } from 'commander';
import { assertFree, writeNew } from '../files.ts';
import { type IssuableType, type IssueOrder, issuableTypes, issueIdentity } from '../issue-identity.ts';
import { dateText } from '../names.ts';
import { dataOption, example, overwriteOption, validityOptions } from './options.ts';
import type { Ports } from './ports.ts';

interface Options extends Omit<IssueOrder, 'partyId' | 'acquirerBin' | 'type'> {
  readonly data: string;
  readonly type: IssuableType;
  readonly id?: string;
  readonly bin?: string;
  readonly out: string;
  readonly reallyOverwrite?: boolean;
}

export function addIssue(program: Command, ports: Ports): void {
  const [notBefore, notAfter] = validityOptions();
  const command = program
    .command('issue')
    .description('make keys and certificates for a party, or for one more authority of a bank')
    .addOption(dataOption())
    .addOption(new Option('--type <type>', 'what it is').choices(issuableTypes).makeOptionMandatory())
    .requiredOption('--name <name>', 'as certificates will say, and wallets show')
    .requiredOption('--out <file>', 'the identity file; an authority’s goes into the tree’s "pki"')
    .option('--id <identifier>', 'as programs name it; the name when it is left out')
    .option('--authority <name>', 'of the issuer’s file under "pki", as "merchants"')
    .option('--city <city>', 'of a merchant')
    .option('--bin <digits>', 'of a merchant’s bank: its identification number')
    .option('--country-number <digits>', 'of a merchant; that of its authority’s country (ISO 3166-1)')
    .option('--bank <name>', 'of an authority')
    .option('--reads-chips', 'a gateway that processes the cryptogram of a chip')
    .option('--card-cert-required', 'a gateway that refuses who has no certificate')
    .addOption(overwriteOption());
  for (const option of [notBefore, notAfter]) if (option !== undefined) command.addOption(option);
  command
    .addHelpText(
      'after',
      example(
        'issue --data D --type merchant --name "La Librairie" --id LIBRAIRIE --city Paris --bin 497011 --out identity.json',
      ),
    )
    .action((options: Options) => run(options, ports));
}

async function run(
  { data, out, id, bin, reallyOverwrite = false, ...rest }: Options,
  ports: Ports,
): Promise<void> {
  if (!reallyOverwrite) await assertFree(out);
  const order = {
    ...rest,
    ...(id === undefined ? {} : { partyId: id }),
    ...(bin === undefined ? {} : { acquirerBin: bin }),
  };
  const identity = await issueIdentity(data, order, { at: ports.clock(), random: ports.random });
  await writeNew(out, identity, { reallyOverwrite });
  const { partyId, certificate, keyExchangeCertificate } = await importIdentity(identity);
  ports.print(`${out}  ${certificate.subject}\n`);
  ports.print(
    `${partyId} is valid from ${dateText(certificate.notBefore)} until ${dateText(certificate.notAfter)}\n`,
  );
  for (const leaf of [certificate, keyExchangeCertificate])
    if (leaf !== undefined) ports.print(`serial number ${leaf.serialNumber}\n`);
}
