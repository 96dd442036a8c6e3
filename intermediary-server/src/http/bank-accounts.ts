/**
 * The operator's JSON on accounts: GET /operator/bank-accounts (masked), PUT …/house, PUT …/merchants/:merchantId,
 * PUT and DELETE /operator/mandates/:payer (by fingerprint).
 */
import { Hono } from 'hono';
import { readHouseAccount, readMandate, readMerchantAccount } from '../bank/account-input.ts';
import { maskIban } from '../bank/account-number.ts';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import { audited, noteOf } from './audit-note.ts';
import { limitBody } from './body-size.ts';

export function bankAccountRoutes(intermediary: Intermediary): Hono {
  const { store, clock, log } = intermediary;
  const route = new Hono();
  route.get('/operator/bank-accounts', async (context) => {
    const { house, merchants, mandates } = await store.readBankAccounts();
    context.header('cache-control', 'no-store');
    return context.json({
      house: house && masked(house),
      merchants: merchants.map(masked),
      mandates: mandates.map(({ fingerprint, ...mandate }) => ({ payer: fingerprint, ...masked(mandate) })),
    });
  });
  route.put('/operator/bank-accounts/house', limitBody, async (context) => {
    const account = readHouseAccount(parse(await context.req.text()));
    await audited(intermediary, noteOf(context, 'account.setHouse', ''), () =>
      store.setHouseAccount(account, clock()),
    );
    log.info({}, 'account of the house set');
    return context.body(null, 204);
  });
  route.put('/operator/bank-accounts/merchants/:merchantId', limitBody, async (context) => {
    const account = readMerchantAccount(context.req.param('merchantId'), parse(await context.req.text()));
    await audited(intermediary, noteOf(context, 'account.setMerchant', account.merchantId), () =>
      store.setMerchantAccount(account, clock()),
    );
    log.info({ merchantId: account.merchantId }, 'account of a merchant set');
    return context.body(null, 204);
  });
  route.put('/operator/mandates/:payer', limitBody, async (context) => {
    const payer = context.req.param('payer');
    const mandate = readMandate(payer, parse(await context.req.text()), clock());
    await audited(intermediary, noteOf(context, 'mandate.set', payer), async () => {
      const status = await store.setMandate(mandate, clock());
      if (status === 'unknownPayer') noPayer();
      if (status === 'taken')
        throw new IntermediaryError('ERR_BANK_MANDATE_TAKEN', 'another payer has or had this mandate');
    });
    log.info({ payer, collectBy: mandate.collectBy }, 'mandate set');
    return context.body(null, 204);
  });
  route.delete('/operator/mandates/:payer', async (context) => {
    const payer = context.req.param('payer');
    await audited(intermediary, noteOf(context, 'mandate.end', payer), async () => {
      if (!(await store.endMandate(payer, clock()))) noPayer();
    });
    log.info({ payer }, 'mandate ended');
    return context.body(null, 204);
  });
  return route;
}

function masked<A extends { readonly iban: string }>(account: A): A {
  return { ...account, iban: maskIban(account.iban) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IntermediaryError('ERR_INTERMEDIARY_REQUEST', 'the body is no JSON', { cause });
  }
}

function noPayer(): never {
  throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is no such payer, or none with a mandate');
}
