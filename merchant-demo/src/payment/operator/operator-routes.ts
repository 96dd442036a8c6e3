/** The newspaper's back office: sales, claims and what was credited, behind the operator's token. */
import { type Merchant, nameOf } from '@ecomm/merchant';
import { type Context, Hono } from 'hono';
import { languageOf } from '../../http/language-of.ts';
import { noStore, operatorAccess, operatorRefused } from './operator-access.ts';
import { operatorPage, signInPage } from './operator-page.ts';

export interface OperatorPorts {
  readonly merchant: Merchant;
  readonly currency: string;
  readonly operatorToken: string;
}

const listedSales = 10_000;
const shownSales = 200;

export function operatorRoutes({ merchant, currency, operatorToken }: OperatorPorts): Hono {
  const app = new Hono();
  const access = operatorAccess({ operatorToken, origin: merchant.origin, now: merchant.now });
  const sheet = (context: Context) => ({ language: languageOf(context), paper: nameOf(merchant).name });

  app.get('/', async (context) => {
    if (!access.isSignedIn(context)) return context.html(await signInPage(sheet(context)), 401, noStore);
    const { store } = merchant;
    const [sales, totals] = [await store.listSales(shownSales), await store.totals()];
    return context.html(await operatorPage({ ...sheet(context), currency, sales, totals }), 200, noStore);
  });
  app.get('/books', async (context) => {
    if (!access.isSignedIn(context))
      return context.json(operatorRefused, 401, { ...noStore, 'www-authenticate': 'Bearer' });
    const sales = await merchant.store.listSales(listedSales);
    const { soldCount: deliveredCount, creditedMinor } = await merchant.store.totals();
    const books = sales.map(({ offerId, resource, amount, receiptId, state }) => ({
      offerId,
      resource,
      amountMinor: amount.value,
      currency: amount.currency,
      receiptId,
      state,
    }));
    return context.json({ sales: books, deliveredCount, creditedMinor }, 200, noStore);
  });
  access.addRoutes(app, (context, wrong) => signInPage({ ...sheet(context), wrong }));
  return app;
}
