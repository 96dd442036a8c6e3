/**
 * The shop, whose power goes out at the worst moment: the sale is on disk, its answer not yet on the line. Takes the
 * arguments of `serve` as one JSON object. Only tests run this.
 */
import pino from 'pino';
import { openMerchant } from '../payment/open-merchant.ts';
import { serve } from '../serve.ts';

const shop = await serve({
  ...JSON.parse(process.argv[2] ?? '{}'),
  log: pino({ level: 'silent' }),
  open: async (location) => {
    const opened = await openMerchant(location);
    const { store } = opened.merchant;
    const recordSale = store.recordSale.bind(store);
    store.recordSale = async (sale) => {
      const outcome = await recordSale(sale);
      process.kill(process.pid, 'SIGKILL');
      return outcome;
    };
    return opened;
  },
});
process.stdout.write(`${JSON.stringify({ ready: true, url: shop.url })}\n`);
