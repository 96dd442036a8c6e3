/** The shop's start file: arguments, log, signals. Prints one JSON line on standard output when it is open. */
import { Command, InvalidArgumentError, Option } from 'commander';
import pino, { type Logger } from 'pino';
import { type ServeBookshopOptions, serveBookshop } from './bookshop/serve-bookshop.ts';
import { type RunningShop, type ServeOptions, serve } from './serve.ts';

type Given = Omit<ServeOptions, 'log' | 'intermediaryUrl'> &
  Omit<ServeBookshopOptions, 'log' | 'gatewayUrl'> & {
    readonly shop: 'quotidien' | 'librairie';
    readonly intermediaryUrl?: string;
    readonly gatewayUrl?: string;
  };

// The database holds preimages: nobody else on this machine may read it.
process.umask(0o077);

const program = new Command('merchant-demo').description(
  'Two shops: Le Quotidien, a newspaper sold by the article, and La Librairie, books by post',
);

program
  .command('serve')
  .description('open the shop')
  .requiredOption('--data-dir <directory>', 'holds identity.json; the database and the keys are made there')
  .addOption(
    new Option('--shop <name>', 'which shop to open')
      .choices(['quotidien', 'librairie'])
      .default('quotidien'),
  )
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--port <number>', 'port to listen on, 0 for any', portOf, 8402)
  .option('--public-url <url>', 'what browsers call this shop, when behind a proxy')
  .option('--intermediary-url <url>', 'quotidien: where sales are claimed')
  .option('--intermediary-id <id>', 'quotidien: whose receipts are accepted', 'INTERMEDIARY-1')
  .option('--currency <code>', 'quotidien: ISO 4217 code of all prices', 'EUR')
  .option('--catalogue <file>', 'quotidien: articles as JSON in place of the built-in edition')
  .option('--gateway-url <url>', 'librairie: the acquirer’s gateway')
  .option('--require-revocation', 'librairie: accept nothing as long as it is not known who is revoked')
  .action(async (options: Given) => {
    const log = pino({ name: 'merchant-demo' }, pino.destination(2));
    const shop = await open(options, log);
    process.stdout.write(`${JSON.stringify({ ready: true, url: shop.url })}\n`);
    const stop = () => void shop.close().then(() => process.exit(0));
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });

await program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

function open({ shop, intermediaryUrl, gatewayUrl, ...common }: Given, log: Logger): Promise<RunningShop> {
  if (shop === 'librairie')
    return serveBookshop({ ...common, gatewayUrl: needed('gateway', gatewayUrl), log });
  return serve({ ...common, intermediaryUrl: needed('intermediary', intermediaryUrl), log });
}

function needed(name: string, url: string | undefined): string {
  if (url === undefined) throw new Error(`this shop needs --${name}-url`);
  return url;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('not a port');
  return port;
}
