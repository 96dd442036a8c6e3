/** Any one server killed between two steps of a purchase: the purchase finishes on retry, once. */
import { describe, expect, test } from 'vitest';
import { pricedArticles } from './journeys/articles.ts';
import { readBooks } from './world/books.ts';
import { fetchDelivered, ScriptWallet } from './world/script-wallet.ts';
import { shopOf, type World } from './world/start-world.ts';
import { useWorld } from './world/test-world.ts';

const house = useWorld({
  profile: 'demo',
  withReader: false,
  // Eighteen wallets share one card's account.
  intermediaryArgs: ['--top-up', 'EUR=300'],
});

const servers = ['gateway', 'intermediary', 'shop'] as const;
type Server = (typeof servers)[number];
/** Between which steps the power goes out. */
const moments = [
  'after the offer',
  'after otbInsufficient',
  'after PInit and card',
  'after PRes',
  'after MPRes',
  'after MPAdvice',
] as const;
type Moment = (typeof moments)[number];

const cases = moments.flatMap((moment) => servers.map((server) => ({ moment, server })));

function processOf(world: World, server: Server) {
  if (server === 'shop') return shopOf(world);
  return server === 'gateway' ? world.gateway : world.intermediary;
}

describe('a purchase with a top-up finishes once', () => {
  test.each(cases)('when the $server is killed $moment', async ({ moment, server }) => {
    const { world } = house;
    const outage = async (now: Moment) => {
      if (now === moment) await processOf(world, server).restart('SIGKILL');
    };
    const before = await readBooks(world);
    const shopUrl = shopOf(world).url;
    const [resource = ''] = await pricedArticles(shopUrl);
    const wallet = await ScriptWallet.enrol(world, await freshCard());
    const payment = await wallet.prepare(shopUrl, resource);
    await outage('after the offer');
    const first = await wallet.sendRequest(payment);
    expect(first.signed.code).toBe('otbInsufficient');
    const topUp = first.private.topUp;
    if (topUp === undefined) throw new Error('no top-up was offered');
    await outage('after otbInsufficient');
    const preq = await wallet.prepareTopUp(topUp);
    await outage('after PInit and card');
    expect(await preq.send()).toBe('authorizationPerformed');
    await outage('after PRes');
    expect(await preq.send()).toBe('authorizationPerformed');
    const approved = await wallet.sendRequest(payment);
    expect(approved.signed.code).toBe('approved');
    await outage('after MPRes');
    expect((await wallet.sendRequest(payment)).res).toBe(approved.res);
    const { deliverUrl } = await wallet.sendAdvice(payment, approved);
    await outage('after MPAdvice');
    await wallet.sendAdvice(payment, approved);
    expect(await fetchDelivered(deliverUrl)).toContain('<html');
    const after = await readBooks(world);
    expect(after.intermediary.purchases.length - before.intermediary.purchases.length).toBe(1);
    expect(after.issuer.authorizations.length - before.issuer.authorizations.length).toBe(1);
    const sales = (books: typeof after) => books.shops.get('QUOTIDIEN')?.sales.length ?? 0;
    expect(sales(after) - sales(before)).toBe(1);
  });
});

let card: Awaited<ReturnType<typeof house.softwareCard>> | undefined;

/** One card for all cases, so that its counter goes on; each case is a new wallet with no Open To Buy yet. */
async function freshCard() {
  card ??= await house.softwareCard('camille');
  return card;
}
