/**
 * What an operator looks at besides the dashboard: GET /operator/search (the form and its finds), GET /operator/purchases (the same
 * as JSON), GET /operator/purchases/:receiptId (one, as a page), GET /operator/progress (how far a close is).
 */
import { Hono } from 'hono';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import { purchasePage } from '../operator/purchase-page.ts';
import { isBlank, readSearch, searchFields } from '../operator/read-search.ts';
import { searchPage } from '../operator/search-page.ts';
import { frameOf } from './operator-frame.ts';

const foundMost = 50;

export function operatorViews({ store, id: intermediaryId }: Intermediary): Hono {
  const route = new Hono();
  route.use('/operator/*', async (context, next) => {
    await next();
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
  });
  route.get('/operator/search', async (context) => {
    const fields = searchFields((name) => context.req.query(name));
    const frame = frameOf(context, intermediaryId);
    if (isBlank(fields)) return context.html(searchPage(frame, fields, undefined).text);
    try {
      const found = await store.searchPurchases(readSearch(fields), foundMost);
      return context.html(searchPage(frame, fields, found).text);
    } catch (error) {
      if (!(error instanceof IntermediaryError) || error.code !== 'ERR_INTERMEDIARY_REQUEST') throw error;
      return context.html(
        searchPage(frame, fields, undefined, `Please look again: ${error.message}.`).text,
        400,
      );
    }
  });
  route.get('/operator/purchases', async (context) => {
    const fields = searchFields((name) => context.req.query(name));
    const { purchases, next } = await store.searchPurchases(readSearch(fields), foundMost);
    return context.json({
      purchases,
      before: next === undefined ? null : `${next.acceptedAt}.${next.receiptId}`,
    });
  });
  route.get('/operator/purchases/:receiptId', async (context) => {
    const purchase = await store.findPurchaseDetail(context.req.param('receiptId'));
    if (purchase === undefined)
      throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is no such receipt');
    const merchants = await store.readMerchantStatuses();
    const isMerchantFrozen = merchants.some(
      ({ merchantId, status }) => merchantId === purchase.merchantId && status === 'suspended',
    );
    return context.html(purchasePage(frameOf(context, intermediaryId), { purchase, isMerchantFrozen }).text);
  });
  route.get('/operator/progress', async (context) =>
    context.json({ running: (await store.readProgress()) ?? null }),
  );
  return route;
}
