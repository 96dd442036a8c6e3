/** From the basket to an order: the address, and then the till. */
import type { Hono } from 'hono';
import { readForm } from '../../http/own-form.ts';
import { emptyAddress, readAddress } from '../cart/address.ts';
import { type OrderPorts, placeOrder } from '../orders/place-order.ts';
import { checkoutPage } from '../pages/checkout-page.ts';
import { noticePage } from '../pages/notice-page.ts';
import { payPathOf } from '../pages/order-view.ts';
import { keepCart, noStore } from './cart-routes.ts';
import { type Counter, cartOf, sheetOf } from './counter.ts';
import { rememberShopper } from './shopper.ts';

export function addCheckoutRoutes(app: Hono, counter: Counter, ports: OrderPorts): void {
  const { origin, home, currency } = counter;
  app.get('/checkout', async (context) => {
    const cart = cartOf(counter, context);
    if (cart.length === 0) return context.redirect('/cart', 303);
    const page = await checkoutPage({ ...sheetOf(counter, context), cart, form: emptyAddress(home) });
    return context.html(page, 200, noStore);
  });
  app.post('/checkout', async (context) => {
    const cart = cartOf(counter, context);
    if (cart.length === 0) return context.redirect('/cart', 303);
    const sheet = sheetOf(counter, context);
    const form = readAddress(await readForm(context));
    const { address } = form;
    if (address === undefined)
      return context.html(await checkoutPage({ ...sheet, cart, form }), 422, noStore);
    const shopper = rememberShopper(context, origin, ports.random);
    const { language } = sheet;
    const order = await placeOrder(ports, { cart, address, language, home, currency, shopper });
    if (order === undefined) {
      const page = await noticePage({ ...sheet, notice: 'busyNotice' });
      return context.html(page, 503, { ...noStore, 'retry-after': '3600' });
    }
    keepCart(counter, context, []);
    return context.redirect(payPathOf(order), 303);
  });
}
