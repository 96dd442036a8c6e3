/** The newspaper's back office: sales, claims and what was credited, behind the operator's token. */
import {
  type Merchant,
  MerchantError,
  minorOf,
  nameOf,
  refundSale,
  type SaleRefundWish,
} from '@ecomm/merchant';
import { type Context, Hono } from 'hono';
import { languageOf } from '../../http/language-of.ts';
import { readForm } from '../../http/own-form.ts';
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
    const refund = context.req.query('refund');
    const books = { ...sheet(context), currency, sales, totals };
    return context.html(
      await operatorPage(refund === undefined ? books : { ...books, refund: refund.slice(0, 20) }),
      200,
      noStore,
    );
  });
  app.get('/books', async (context) => {
    if (!access.isSignedIn(context))
      return context.json(operatorRefused, 401, { ...noStore, 'www-authenticate': 'Bearer' });
    const sales = await merchant.store.listSales(listedSales);
    const { soldCount: deliveredCount, creditedMinor } = await merchant.store.totals();
    const books = sales.map(({ offerId, resource, amount, receiptId, state, refundedMinor }) => ({
      offerId,
      resource,
      amountMinor: amount.value,
      currency: amount.currency,
      receiptId,
      state,
      ...(refundedMinor === 0 ? {} : { refundedMinor }),
    }));
    return context.json({ sales: books, deliveredCount, creditedMinor }, 200, noStore);
  });
  app.post('/refund', async (context) => {
    if (!access.mayPost(context)) return context.json(operatorRefused, 403, noStore);
    const form = await readForm(context);
    const amountMinor = minorOf(form.get('amount') ?? '', currency);
    const outcome =
      amountMinor === undefined
        ? 'amount'
        : await refundOutcome(merchant, {
            ...{ intermediaryId: form.get('intermediary') ?? '', receiptId: form.get('receipt') ?? '' },
            ...{ amountMinor, reason: lineOf(form.get('reason') ?? '') },
          });
    return context.redirect(`/operator?refund=${outcome}`, 303);
  });
  access.addRoutes(app, (context, wrong) => signInPage({ ...sheet(context), wrong }));
  return app;
}

/** The intermediary's code, or what the page says instead. */
async function refundOutcome(merchant: Merchant, wish: SaleRefundWish): Promise<string> {
  try {
    return (await refundSale(merchant, wish)).code;
  } catch (error) {
    if (!(error instanceof MerchantError)) throw error;
    if (error.code === 'ERR_REFUND_AMOUNT') return 'amount';
    if (error.code === 'ERR_SALE_UNKNOWN') return 'unknownReceipt';
    return 'unanswered';
  }
}

/** What was typed, on one line; a reason is never empty. */
function lineOf(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim() || '–';
}
