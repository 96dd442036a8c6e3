/** Le Quotidien as its readers, their wallets and its operator meet it. */
import { checkOffer, defaultAmountRanges } from '@ecomm/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { testBrand } from '../../packages/protocol/src/testing/demo-parties.ts';
import { pathOf } from './catalogue/article.ts';
import { todaysEdition } from './catalogue/edition/index.ts';
import { createDemoShop, type DemoShop, operatorToken, shopOrigin } from './testing/demo-shop.ts';

let shop: DemoShop;

beforeEach(async () => {
  shop = await createDemoShop(shop?.world);
});

const textOf = async (path: string, headers: Record<string, string> = {}) =>
  (await shop.get(path, headers)).text();

describe('the front page', () => {
  test('carries an offer on every priced headline and none on the free one', async () => {
    const page = await textOf('/');
    expect(page).toContain(
      '<a href="/article/minitel" data-mpoffer="/mpoffer?resource=/article/minitel&amp;lang=fr">',
    );
    expect(page).toContain('<a href="/article/pourquoi">');
    expect(page).not.toContain('resource=/article/pourquoi');
  });
  test('keeps the last articles for a script to add, each with its offer', async () => {
    expect(await textOf('/')).not.toContain('/article/etoiles');
    const answer = await shop.get('/articles/more', { accept: 'application/json' });
    const { articles } = (await answer.json()) as { articles: Record<string, unknown>[] };
    expect(articles.map(({ href }) => href)).toContain('/article/header-only');
    expect(articles[0]).toMatchObject({
      offerPath: expect.stringMatching(/^\/mpoffer\?resource=\/article\//),
    });
    expect(await textOf('/articles/more')).toContain(
      'data-mpoffer="/mpoffer?resource=/article/etoiles&amp;lang=fr"',
    );
  });
  test('speaks the reader’s language: asked for, remembered, preferred, or French', async () => {
    expect(await textOf('/')).toContain('<html lang="fr">');
    expect(await textOf('/', { 'accept-language': 'de, en;q=0.5' })).toContain('<html lang="en">');
    const chosen = await shop.get('/?lang=en', { 'accept-language': 'fr' });
    expect(chosen.headers.get('set-cookie')).toMatch(/^lang=en; Path=\/;/);
    expect(await chosen.text()).toContain('The Minitel takes its bow');
    expect(await textOf('/', { cookie: 'lang=en', 'accept-language': 'fr' })).toContain('<html lang="en">');
    expect(await textOf('/?lang=%3Cscript%3E')).toContain('<html lang="fr">');
  });
});

describe('every page', () => {
  test.each(['/', '/article/minitel', '/article/pourquoi', '/articles/more', '/nowhere', '/operator'])(
    '%s loads nothing from elsewhere and runs nothing inline',
    async (path) => {
      const answer = await shop.get(path);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      const page = await answer.text();
      expect(page).not.toMatch(/<style|<script(?![^>]* src="\/)|\son\w+=|\sstyle=/);
      expect(page).not.toMatch(/(src|href|action)="(https?:)?\/\//);
      expect(page).toMatch(/<html lang="(fr|en)">/);
      expect(page).toMatch(/<main[ >]/);
    },
  );
  test('that does not exist says so, with a way on', async () => {
    const answer = await shop.get('/article/nowhere');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('href="/"');
  });
  test('that fails says so without details', async () => {
    const failures: unknown[] = [];
    const broken = await createDemoShop(shop.world, { onFailure: (error) => failures.push(error) });
    broken.merchant.store.listSales = () => Promise.reject(new Error('the secret is 42'));
    const answer = await broken.get('/operator', { authorization: `Bearer ${operatorToken}` });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('42');
    expect(failures).toHaveLength(1);
  });
  test('asset is one of the shop’s own files', async () => {
    expect((await shop.get('/assets/newspaper.css')).headers.get('content-type')).toMatch(/^text\/css/);
    for (const path of ['/assets/none.css', '/assets/..%2fapp.ts', '/assets/'])
      expect((await shop.get(path)).status).toBe(404);
  });
});

describe('an article', () => {
  test('that is not paid shows its beginning, its price and what to do, and not its end', async () => {
    const answer = await shop.get('/article/minitel', { 'accept-language': 'en' });
    expect(answer.status).toBe(402);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const page = await answer.text();
    expect(page).toContain('In Madame Aubry’s house');
    expect(page).not.toContain('There’s time to read');
    expect(page).toContain('€0.20');
    expect(page).toContain('Install the eComm extension');
    expect(page).toContain(
      '<link rel="mpoffer" type="application/mpoffer+jwt" href="/mpoffer?resource=/article/minitel&amp;lang=en">',
    );
  });
  test('may name its offer in the headers alone', async () => {
    const answer = await shop.get('/article/header-only');
    expect(answer.status).toBe(402);
    expect(answer.headers.get('link')).toContain(
      '</mpoffer?resource=/article/header-only&lang=fr>; rel="mpoffer"',
    );
    expect(await answer.text()).not.toContain('mpoffer');
  });
  test('has its offer in the language of the page, whatever the wallet’s browser prefers', async () => {
    const answer = await shop.get('/article/minitel?lang=en', { 'accept-language': 'fr' });
    const offerPath = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1] ?? '';
    const { goods } = (await (await shop.get(offerPath, { 'accept-language': 'fr' })).json()) as {
      goods: string;
    };
    expect(JSON.parse(goods)).toMatchObject({ title: 'The Minitel takes its bow' });
  });
  test('is sold, delivered and opened again by its own cookie', async () => {
    const { deliverUrl } = await shop.buy('/article/minitel');
    const delivery = await shop.get(deliverUrl);
    expect([delivery.status, delivery.headers.get('location')]).toEqual([303, '/article/minitel']);
    const cookie = delivery.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await shop.get('/article/minitel', { cookie });
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('private');
    expect(await page.text()).toContain('On a le temps de lire.');
    const inEnglish = await shop.get('/article/minitel?lang=en', { cookie });
    expect(await inEnglish.text()).toContain('There’s time to read');
    expect((await shop.get('/article/centimes', { cookie })).status).toBe(402);
  });
  test('that is free is open to all', async () => {
    expect((await shop.get('/article/pourquoi')).status).toBe(200);
    expect((await shop.get('/mpoffer?resource=/article/pourquoi')).status).toBe(404);
  });
  test('has an offer that every wallet accepts, whatever it costs', async () => {
    for (const article of todaysEdition.articles.filter(({ prices }) => prices.EUR !== undefined)) {
      const answer = await shop.get(`/mpoffer?resource=${pathOf(article)}`, { 'accept-language': 'en' });
      const { offer, goods } = (await answer.json()) as { offer: string; goods: string };
      const checked = await checkOffer(offer, goods, {
        trust: shop.world.newTrust(),
        at: shop.merchant.now(),
        pageOrigin: shopOrigin,
        intermediary: { id: 'INTERMEDIARY-1', brand: testBrand },
        ranges: defaultAmountRanges,
      });
      expect(checked.offer.amount).toEqual({ currency: 'EUR', value: article.prices.EUR });
      expect(checked.goods.title).toBe(article.title.en);
    }
  });
  test('has no offer under another spelling of its address', async () => {
    for (const resource of [
      '/article/minitel/',
      '/article/MINITEL',
      '/article/minitel%3Flang=en%23x',
      '/article/..%2f',
    ])
      expect((await shop.get(`/mpoffer?resource=${resource}`)).status).toBeGreaterThanOrEqual(400);
  });
  test('whose delivery link is spent is explained to people and coded for programs', async () => {
    const page = await shop.get('/deliver?credential=spent', { accept: 'text/html' });
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('href="/"');
    const coded = await shop.get('/deliver?credential=spent', { accept: 'application/json' });
    expect(await coded.json()).toMatchObject({ code: 'ERR_CREDENTIAL_INVALID' });
  });
});

test('the shop says that it is well', async () => {
  const answer = await shop.get('/healthz');
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
});
