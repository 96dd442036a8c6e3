/** The intermediary's start file: `serve`. */
import { currencies } from '@ecomm/protocol';
import { Command, InvalidArgumentError, Option } from 'commander';
import { backupCommands } from './backup/backup-command.ts';
import { accountCommand } from './cli/account-command.ts';
import { operatorCommand } from './cli/operator-command.ts';
import { readLimits } from './risk/read-limits.ts';
import { serve } from './serve.ts';

const program = new Command('intermediary-server').description(
  'Keeps shoppers’ Open To Buys, pays their small purchases, and clears them by period.',
);

program
  .command('serve')
  .description('answer wallets, merchants and the operator')
  .requiredOption('--data-dir <directory>', 'keys and ledger: "intermediary" of a provisioned tree')
  .requiredOption('--gateway-url <url>', 'the acquirer’s gateway', baseUrl)
  .addOption(
    new Option('--database <url>', 'the ledger on PostgreSQL; without it, SQLite in the data directory').env(
      'ECOMM_DATABASE_URL',
    ),
  )
  .option('--port <number>', 'to listen on; 0 picks one', portNumber, 8402)
  .option('--host <address>', 'to listen on', '127.0.0.1')
  .option('--public-url <url>', 'where wallets reach this server, if behind a proxy', baseUrl)
  .option('--top-up <sizes>', 'size of an Open To Buy, minor units: EUR=2000,FRF=20000', topUpSizes)
  .option('--requests-per-second <number>', 'of one wallet, on average', positive)
  .option('--limits <file>', 'limits on money, as JSON: docs/risk.md')
  .option('--address-requests-per-minute <number>', 'of one network address; 0 is no limit', countOf)
  .option('--address-header <name>', 'in which your proxy names the caller, as in X-Forwarded-For')
  .option('--require-revocation', 'trust nobody while it is not known who is revoked')
  .option('--open-metrics', 'let whoever asks from this machine read /metrics without a token')
  .option('--keep-open-otbs', 'at a close, leave Open To Buys in use as they are')
  .action(
    async ({
      dataDir,
      port,
      host,
      gatewayUrl,
      database,
      publicUrl,
      topUp,
      requestsPerSecond,
      limits,
      addressRequestsPerMinute,
      addressHeader,
      requireRevocation,
      keepOpenOtbs,
      openMetrics,
    }) =>
      serve({
        ...{ dataDir, port, host, gatewayUrl, publicUrl },
        ...(database ? { database } : {}),
        ...(openMetrics ? { openMetricsOnLoopback: true } : {}),
        policy: {
          ...(topUp === undefined ? {} : { topUp }),
          ...(requestsPerSecond === undefined
            ? {}
            : { requestsPerSecond, requestBurst: 2 * requestsPerSecond }),
          ...(limits === undefined ? {} : await readLimits(limits)),
          ...(addressRequestsPerMinute === undefined ? {} : { addressRequestsPerMinute }),
          ...(addressHeader === undefined ? {} : { addressHeader }),
          ...(requireRevocation ? { requireRevocation: true } : {}),
          ...(keepOpenOtbs ? { settleOpenOtbsAtClose: false } : {}),
        },
      }),
  );

program.addCommand(accountCommand());
program.addCommand(operatorCommand());

for (const command of backupCommands()) program.addCommand(command);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('a port is 0 to 65535');
  return port;
}

function countOf(text: string): number {
  if (!/^(0|[1-9][0-9]{0,8})$/.test(text)) throw new InvalidArgumentError('this is not a number from 0');
  return Number(text);
}

function positive(text: string): number {
  if (!/^[1-9][0-9]{0,6}$/.test(text)) throw new InvalidArgumentError('this is not a number above 0');
  return Number(text);
}

function baseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('this is not an http(s) URL');
  return text.replace(/\/+$/, '');
}

function topUpSizes(text: string): Record<string, number> {
  const sizes = text.split(',').map((part): [string, number] => {
    const [currency = '', size = ''] = part.split('=');
    if (!Object.hasOwn(currencies, currency) || !/^[1-9][0-9]{0,8}$/.test(size))
      throw new InvalidArgumentError('write it as EUR=2000,FRF=20000');
    return [currency, Number(size)];
  });
  return Object.fromEntries(sizes);
}
