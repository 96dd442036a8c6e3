/** Pages that lie: relayed, altered, forged and expired offers, clicks that no hand made, and floods of offers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { articleUrl } from './journeys/articles.ts';
import { reachStage, sheetsOf, waitForSheet } from './journeys/buy.ts';
import { enrol } from './journeys/enrol.ts';
import { readBooks } from './world/books.ts';
import { picture } from './world/pictures.ts';
import { delay } from './world/reader-panel.ts';
import { shopOf } from './world/start-world.ts';
import { useWallets } from './world/test-wallet.ts';
import { useWorld } from './world/test-world.ts';
import type { WalletBrowser } from './world/wallet-browser.ts';

const house = useWorld({ profile: 'demo', withReader: true });
const wallets = useWallets(house);

let wallet: WalletBrowser;
let tab: Page;
let shopUrl: string;
let hostile: Server;
let hostileUrl: string;
/** What the hostile shop answers when the wallet asks for its offer. */
let answer: () => Promise<string>;
let body: string;

beforeAll(async () => {
  wallet = await wallets.open();
  tab = await wallet.context.newPage();
  shopUrl = shopOf(house.world).url;
  await enrol(wallet, wallets.panel, { cardId: 'camille', pin: house.pin });
});

/** Each test has a hostile site of its own: the wallet opens no fourth sheet for one that was closed three times. */
beforeEach(async () => {
  hostile = createServer(async (request, response) => {
    if (request.url?.startsWith('/offer') === true) {
      response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
      response.end(await answer());
      return;
    }
    const isPaywall = request.url === '/paywall';
    response.writeHead(isPaywall ? 402 : 200, { 'content-type': 'text/html' });
    response.end(isPaywall ? '<!doctype html><link rel="mpoffer" href="/offer">' : body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => hostile.once('listening', resolve));
  hostileUrl = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const sheet of sheetsOf(wallet)) await sheet.close();
  hostile.closeAllConnections();
  hostile.close();
  expect((await readBooks(house.world)).intermediary.purchases).toEqual([]);
});

const realOffer = async () => {
  const { pathname } = new URL(await articleUrl(shopUrl, 0));
  const response = await fetch(`${shopUrl}/mpoffer?resource=${encodeURIComponent(pathname)}`);
  return (await response.json()) as { offer: string; goods: string };
};

async function refusedWith(code: string): Promise<Page> {
  const before = new Set(sheetsOf(wallet).map((sheet) => sheet.url()));
  await tab.bringToFront();
  await tab.goto(`${hostileUrl}/paywall`);
  const sheet = await waitForSheet(wallet, before);
  await reachStage(sheet, 'unpayable');
  await sheet.getByText(code).first().waitFor();
  return sheet;
}

describe('the wallet refuses', () => {
  test('an offer relayed from the real shop by another site', async () => {
    answer = async () => JSON.stringify(await realOffer());
    await refusedWith('ERR_OFFER_ORIGIN');
  });

  test('an offer whose price was altered', async () => {
    answer = async () => {
      const { offer, goods } = await realOffer();
      const [header, payload = '', signature] = offer.split('.');
      const altered = Buffer.from(payload, 'base64url')
        .toString('utf8')
        .replace(/"value":\d+/, '"value":1');
      return JSON.stringify({
        offer: `${header}.${Buffer.from(altered).toString('base64url')}.${signature}`,
        goods,
      });
    };
    const sheet = await refusedWith('ERR_MESSAGE_SIGNATURE');
    await picture(sheet, 'tampered-offer');
  });

  test('an offer whose description was exchanged', async () => {
    answer = async () => {
      const { offer, goods } = await realOffer();
      return JSON.stringify({ offer, goods: goods.replace(/"title":"[^"]*"/, '"title":"A villa"') });
    };
    const sheet = await refusedWith('ERR_OFFER_');
    expect(await sheet.getByText('A villa').count()).toBe(0);
  });

  test('an answer that is no offer at all', async () => {
    answer = async () => '<html>not an offer</html>';
    await refusedWith('ERR_NETWORK_ANSWER');
  });

  test('an answer that is far too big', async () => {
    answer = async () => `{"offer":"${'A'.repeat(3_000_000)}","goods":"{}"}`;
    await refusedWith('ERR_');
  });
});

describe('a page can’t make the wallet pay', () => {
  test('by clicks that it makes itself', async () => {
    answer = async () => JSON.stringify(await realOffer());
    body = `<!doctype html><a id="a" href="/x" data-mpoffer="/offer">buy</a>
      <script>setInterval(() => { a.click(); a.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})); }, 100);
      addEventListener('click', (event) => event.preventDefault());</script>`;
    await tab.bringToFront();
    await tab.goto(`${hostileUrl}/forged-clicks`);
    await delay(2000);
    expect(sheetsOf(wallet)).toEqual([]);
  });

  test('nor fill the screen with sheets by reloading itself', async () => {
    answer = async () => JSON.stringify(await realOffer());
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await tab.goto(`${hostileUrl}/paywall`);
      await delay(200);
    }
    expect(sheetsOf(wallet).length).toBeLessThanOrEqual(1);
  });

  test('nor see that there is a wallet', async () => {
    body = '<!doctype html><title>looking</title><body></body>';
    await tab.goto(`${hostileUrl}/looking`);
    const traces = await tab.evaluate(async (id) => {
      const resources = ['manifest.json', 'content.js', 'pages/pay.html', 'icons/16.png'];
      const reachable = await Promise.all(
        resources.map((path) =>
          fetch(`chrome-extension://${id}/${path}`).then(
            () => path,
            () => undefined,
          ),
        ),
      );
      return {
        reachable: reachable.filter((path) => path !== undefined),
        html: document.documentElement.outerHTML,
        globals: Object.keys(window).filter((name) => /wallet|ecomm|mset/i.test(name)),
      };
    }, wallet.extensionId);
    expect(traces.reachable).toEqual([]);
    expect(traces.globals).toEqual([]);
    expect(traces.html).toBe('<html><head><title>looking</title></head><body></body></html>');
  });
});
