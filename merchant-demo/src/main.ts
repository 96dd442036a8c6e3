/** The shop's start file: arguments, log, signals. Prints one JSON line on standard output when it is open. */
import { Command, InvalidArgumentError } from 'commander';
import pino from 'pino';
import { type ServeOptions, serve } from './serve.ts';

// The database holds preimages: nobody else on this machine may read it.
process.umask(0o077);

const program = new Command('merchant-demo').description('Le Quotidien: a newspaper sold by the article');

program
  .command('serve')
  .description('open the shop')
  .requiredOption('--data-dir <directory>', 'holds identity.json; the database and the keys are made there')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--port <number>', 'port to listen on, 0 for any', portOf, 8402)
  .option('--public-url <url>', 'what browsers call this shop, when behind a proxy')
  .requiredOption('--intermediary-url <url>', 'where sales are claimed')
  .option('--intermediary-id <id>', 'whose receipts are accepted', 'INTERMEDIARY-1')
  .option('--currency <code>', 'ISO 4217 code of all prices', 'EUR')
  .option('--catalogue <file>', 'articles as JSON in place of the built-in edition')
  .action(async (options: Omit<ServeOptions, 'log'>) => {
    const log = pino({ name: 'merchant-demo' }, pino.destination(2));
    const shop = await serve({ ...options, log });
    process.stdout.write(`${JSON.stringify({ ready: true, url: shop.url })}\n`);
    const stop = () => void shop.close().then(() => process.exit(0));
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });

await program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('not a port');
  return port;
}
