/** `revoke`: from the next publication on, nobody accepts the certificates. */
import { type Command, Option } from 'commander';
import { PkiError } from '../errors.ts';
import { leavesOf, readInspected } from '../inspect/read-inspected.ts';
import { type RevocationOutcome, revokeCertificates, revokeSerial } from '../revoke.ts';
import { type RevocationReason, revocationReasons } from '../revoked-file.ts';
import { dataOption, example } from './options.ts';
import type { Ports } from './ports.ts';
import { readGiven } from './read-given.ts';

interface Options {
  readonly data: string;
  readonly reason: RevocationReason;
  readonly authority?: string;
  readonly serial?: string;
  readonly unseen?: boolean;
}

export function addRevoke(program: Command, ports: Ports): void {
  program
    .command('revoke [file]')
    .description('revoke the certificates of an identity or certificate file, or one by its number')
    .addOption(dataOption())
    .addOption(
      new Option('--reason <reason>', 'RFC 5280, 5.3.1').choices(revocationReasons).default('keyCompromise'),
    )
    .option('--authority <name>', 'with --serial: who issued it, as "merchants"')
    .option('--serial <hex>', 'without a file: its number')
    .option('--unseen', 'also a number of which nothing is known here')
    .addHelpText('after', example('revoke identity.json --data D --reason cessationOfOperation'))
    .action((file: string | undefined, options: Options, command: Command) => {
      const { authority, serial } = options;
      const byNumber = authority !== undefined && serial !== undefined;
      if ((file === undefined) !== byNumber || (authority === undefined) !== (serial === undefined))
        command.error('error: give a file, or --authority and --serial');
      return run(file, options, ports);
    });
}

async function run(
  file: string | undefined,
  { data, reason, authority = '', serial = '', unseen = false }: Options,
  ports: Ports,
): Promise<void> {
  const order = { reason, at: ports.clock() };
  const outcome =
    file === undefined
      ? await revokeSerial(data, { authority, serial, unseen }, order)
      : await revokeCertificates(
          data,
          leavesOf(file, await readInspected(file, await readGiven(file, ports))),
          order,
        );
  assertNew(outcome);
  for (const serialNumber of outcome.revoked) ports.print(`revoked ${serialNumber}\n`);
  for (const serialNumber of outcome.revokedBefore) ports.print(`${serialNumber} was revoked before\n`);
  ports.print(`Nobody knows of it before it is published: ecomm-pki publish --data ${data}\n`);
}

function assertNew({ revoked, revokedBefore }: RevocationOutcome): void {
  if (revoked.length > 0) return;
  throw new PkiError('ERR_PKI_REVOKED', `revoked already: ${revokedBefore.join(', ')}`, {
    facts: { serialNumber: revokedBefore[0] ?? '' },
  });
}
