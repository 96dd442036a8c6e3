/** The gateway's start file: `serve`, `provision`, `pki show`, and the desk of bank and acquirer. */
import { type RevocationReason, revocationReasons } from '@ecomm/pki';
import { Command, InvalidArgumentError, Option } from 'commander';
import { addEnrolCommand } from './cli/enrol-command.ts';
import { addEnrolmentCommands } from './cli/enrolment-commands.ts';
import { addReportCommand } from './cli/report-command.ts';
import { publishRevocation, revokeIdentity } from './pki/publish-revocation.ts';
import { showPki } from './pki/show-pki.ts';
import type { ProfileName } from './provision/profiles.ts';
import { provision } from './provision/provision.ts';
import { type ServeOptions, serve } from './serve.ts';

const defaultPin = '1998';

const program = new Command('gateway-server').description(
  'SET gateway, issuing bank and cardholder authority of a demonstration',
);

program
  .command('serve')
  .description('listen for wallets, merchants and the operator')
  .requiredOption('--data-dir <directory>', 'the "gateway" directory of a provisioned tree')
  .option('--port <number>', '0 picks a free one', portOf, 0)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--public-url <url>', 'where others reach it, when behind a proxy')
  .option(
    '--intermediary-url <url>',
    'where revocation lists are pushed to; may be repeated',
    addUrl,
    [] as readonly string[],
  )
  .action((options: ServeOptions) => serve(options));

program
  .command('provision')
  .description('make trust tree, keys, accounts and cards; keeps what is there (card PIN: ECOMM_DEMO_PIN)')
  .requiredOption('--data-dir <directory>', 'where the tree grows')
  .addOption(new Option('--profile <name>', 'which demonstration').choices(['demo', 'paper']).default('demo'))
  .option(
    '--merchant-url <id=url>',
    'where a merchant can be reached; may be repeated',
    addMerchantUrl,
    new Map(),
  )
  .action(
    async (options: { dataDir: string; profile: ProfileName; merchantUrl: ReadonlyMap<string, string> }) => {
      const written = await provision({
        dataDir: options.dataDir,
        profile: options.profile,
        pin: process.env.ECOMM_DEMO_PIN ?? defaultPin,
        merchantUrls: options.merchantUrl,
        random,
        at: now(),
      });
      process.stdout.write(`${JSON.stringify({ provisioned: written, dataDir: options.dataDir })}\n`);
    },
  );

const pki = program.command('pki').description('the trust tree of a provisioned directory');

pki
  .command('show')
  .description('list every certificate with its validity')
  .requiredOption('--data-dir <directory>', 'the provisioned tree')
  .action(async (options: { dataDir: string }) => {
    process.stdout.write(await showPki(options.dataDir, now()));
  });

pki
  .command('revoke <identityFile>')
  .description('revoke both certificates of an identity file, from the next publication on')
  .requiredOption('--data-dir <directory>', 'the provisioned tree')
  .addOption(
    new Option('--reason <reason>', 'RFC 5280, 5.3.1').choices(revocationReasons).default('keyCompromise'),
  )
  .action(async (identityFile: string, options: { dataDir: string; reason: RevocationReason }) => {
    const { dataDir, reason } = options;
    const revoked = await revokeIdentity(dataDir, identityFile, { reason, at: now() });
    process.stdout.write(`${JSON.stringify({ revoked })}\n`);
  });

pki
  .command('publish')
  .description('sign and lay out the revocation lists of all authorities, with what the bank revoked since')
  .requiredOption('--data-dir <directory>', 'the provisioned tree')
  .action(async (options: { dataDir: string }) => {
    process.stdout.write(`${JSON.stringify(await publishRevocation(options.dataDir, now()))}\n`);
  });

const ports = { random, clock: now, print: (line: string) => process.stdout.write(`${line}\n`) };
addEnrolmentCommands(program, ports);
addEnrolCommand(program, ports);
addReportCommand(program, ports);

program.parseAsync().catch((error: Error & { code?: string }) => {
  process.stderr.write(`error: ${error.code === undefined ? '' : `${error.code}: `}${error.message}\n`);
  process.exitCode = 1;
});

function random(byteCount: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(byteCount));
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('a port is 0 to 65535');
  return port;
}

function addUrl(text: string, known: readonly string[]): readonly string[] {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('this is not an http(s) URL');
  return [...known, text.replace(/\/+$/, '')];
}

function addMerchantUrl(text: string, known: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [merchantId, ...rest] = text.split('=');
  const url = rest.join('=');
  if (merchantId === undefined || merchantId === '' || !URL.canParse(url))
    throw new InvalidArgumentError('give merchant=url, as in M1=http://127.0.0.1:8001');
  return new Map([...known, [merchantId, url]]);
}
