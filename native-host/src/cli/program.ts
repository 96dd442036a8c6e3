/** The command line: every action of the host without a browser, the installer, and the doctor. */

import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { Host } from '../host/host.ts';
import { createHostOptions } from '../host/host-options.ts';
import { userDataDirectoryPlace } from '../install/browsers.ts';
import { hostCommand } from '../install/launcher.ts';
import { hostVersion } from '../version.ts';
import {
  type CertifyOptions,
  cardCommand,
  certifyCommand,
  helloCommand,
  readersCommand,
  showProgress,
} from './card-commands.ts';
import { doctorCommand } from './doctor-command.ts';
import { type InstallOptions, installCommand } from './install-command.ts';
import { type Output, printError } from './output.ts';

/** The exit code: 0, 1 for an error that was printed, 2 for a command that makes no sense. */
export async function runCommandLine(args: readonly string[], entryPath: string): Promise<number> {
  const output: Output = {
    json: args.includes('--json'),
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
  };
  let exitCode = 0;
  const program = commandLine(output, entryPath, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    printError(output, error);
    return 1;
  }
  return exitCode;
}

function commandLine(output: Output, entryPath: string, exitWith: (code: number) => void): Command {
  const program = new Command('ecomm-host')
    .description('The eComm card host: your chip card for the eComm wallet, and each of its actions by hand.')
    .version(hostVersion)
    .option('--json', 'print the result as one JSON object')
    .exitOverride();
  const host = async () =>
    new Host({ ...(await createHostOptions()), emit: (event) => showProgress(output, event) });

  program
    .command('hello')
    .description('say who answers')
    .action(async () => helloCommand(await host(), output));
  program
    .command('readers')
    .description('list the readers')
    .action(async () => readersCommand(await host(), output));
  program
    .command('card')
    .description('show what the card says of itself, without a PIN')
    .option('--reader <name>', 'the reader, when there are several')
    .action(async ({ reader }: { reader?: string }) => cardCommand(await host(), output, reader));
  program
    .command('certify')
    .description('have the card certify a purchase; the PIN is keyed on the reader')
    .requiredOption('--amount <decimal>', 'as 1.25')
    .requiredOption('--currency <code>', 'ISO 4217 letters, as EUR')
    .requiredOption('--merchant <id>', 'the merchant’s id')
    .option('--reader <name>', 'the reader, when there are several')
    .option('--last-try', 'go on although a wrong PIN would block the card')
    .action(async (options: CertifyOptions) => certifyCommand(await host(), output, options));
  program
    .command('install')
    .description('let browsers start this host')
    .option('--browser <name...>', 'chrome, chromium, edge, brave, firefox; else all that were used here')
    .option('--extension-id <id...>', 'extensions of Chrome and its kin; else the eComm wallet')
    .option('--firefox-id <id...>', 'extensions of Firefox; else the eComm wallet')
    .option('--user-data-dir <directory>', 'for a Chromium that is started with this directory')
    .option('--pcsc-socket <path>', 'the socket of the pcscd to use')
    .option('--uninstall', 'take the host away again')
    .action(async (options: InstallOptions) =>
      installCommand(output, options, {
        environment: process.env,
        platform: process.platform,
        command: hostCommand(entryPath),
      }),
    );
  program
    .command('doctor')
    .description('look at each link from browser to card')
    .option('--user-data-dir <directory>', 'look there too')
    .action(async ({ userDataDir }: { userDataDir?: string }) => {
      const places =
        userDataDir === undefined ? [] : [userDataDirectoryPlace('chromium', resolve(userDataDir))];
      const options = { environment: process.env, platform: process.platform, places };
      exitWith((await doctorCommand(await host(), output, options)) ? 0 : 1);
    });
  for (const command of program.commands) command.option('--json', 'print the result as one JSON object');
  return program;
}
