import { beforeEach, describe, expect, test } from 'vitest';
import { makeDemoDirectories } from '../testing/demo-card.ts';
import { manualTimer } from '../testing/manual-timer.ts';
import { VirtualReader } from '../virtual-reader.ts';
import { readPanelAssets } from './assets.ts';
import { createPanelApp } from './panel-app.ts';

const port = 4711;
const host = `127.0.0.1:${port}`;

let app: ReturnType<typeof createPanelApp>;
let reader: VirtualReader;

beforeEach(async () => {
  const directories = await makeDemoDirectories([{}, { cardId: 'robin', initialPinTriesLeft: 0 }]);
  const { startTimer } = manualTimer();
  reader = new VirtualReader({
    ...directories,
    startTimer,
    pinTimeoutSeconds: 60,
    language: 'en',
    idleText: 'eComm',
  });
  const assets = await readPanelAssets();
  app = createPanelApp({
    reader,
    readerName: () => 'eComm 00 00',
    port: () => port,
    pinHint: 'Ask <the> bank & see',
    assets,
    language: 'en',
  });
});

function get(path: string, headers: Record<string, string> = {}) {
  return app.request(path, { headers: { Host: host, ...headers } });
}

function post(action: string, body: unknown, headers: Record<string, string> = {}) {
  return app.request(`/api/${action}`, {
    method: 'POST',
    headers: { Host: host, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('the panel', () => {
  test('tells the state of reader and display', async () => {
    expect(await (await get('/api/state')).json()).toEqual({
      readerName: 'eComm 00 00',
      card: null,
      cardPowered: false,
      display: ['eComm', 'Insert card'],
      displayLanguage: 'en',
      pinEntry: { active: false, digits: 0 },
    });
  });

  test('puts a card in and takes it out', async () => {
    expect(await (await post('insert', { cardId: 'camille' })).json()).toMatchObject({
      card: 'camille',
      display: ['eComm', 'Card ready'],
    });
    expect(await (await post('remove', {})).json()).toMatchObject({ card: null });
    expect((await post('remove', {})).status).toBe(200);
  });

  test('shows the drawer with what is known of each card and no secret of it', async () => {
    const text = await (await get('/api/cards')).text();
    const { cards } = JSON.parse(text);
    expect(cards).toMatchObject([
      { cardId: 'camille', panTail: '0006', pinTriesLeft: 3 },
      { cardId: 'robin', pinTriesLeft: 0 },
    ]);
    for (const secret of ['camKey', 'pinVerifier', 'ecbfcb87', '497010']) expect(text).not.toContain(secret);
  });

  test('serves a page in the browser’s language under a strict policy', async () => {
    const page = await get('/', { 'Accept-Language': 'fr-FR,fr;q=0.9,en;q=0.8' });
    expect(page.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    const text = await page.text();
    expect(text).toContain('<html lang="fr">');
    expect(text).toContain('Ask &lt;the&gt; bank &amp; see');
  });

  test('sends the present state as its first event', async () => {
    const response = await get('/api/events');
    const body = response.body?.getReader();
    const first = new TextDecoder().decode((await body?.read())?.value);
    await body?.cancel();
    expect(first).toMatch(/^event: state\ndata: \{"readerName":"eComm 00 00"/);
  });

  test.each([
    ['a card that is not there', 'insert', { cardId: 'nobody' }, 404, 'ERR_READER_CARD_UNKNOWN'],
    ['a cardId with a path', 'insert', { cardId: '../x' }, 400, 'ERR_READER_REQUEST_INVALID'],
    ['no cardId', 'insert', {}, 400, 'ERR_READER_REQUEST_INVALID'],
    ['a key that the pad lacks', 'key', { key: '12' }, 400, 'ERR_READER_REQUEST_INVALID'],
    ['an unknown member', 'key', { key: '1', times: 4 }, 400, 'ERR_READER_REQUEST_INVALID'],
    ['no JSON', 'key', 'key=1', 400, 'ERR_READER_REQUEST_INVALID'],
    ['a long body', 'key', `"${'1'.repeat(2_000)}"`, 400, 'ERR_READER_REQUEST_INVALID'],
  ])('%s is refused', async (_what, action, body, status, code) => {
    const response = await post(action, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  test('a second card does not fit into the slot', async () => {
    await post('insert', { cardId: 'camille' });
    expect(await (await post('insert', { cardId: 'robin' })).json()).toMatchObject({
      code: 'ERR_READER_SLOT_OCCUPIED',
    });
  });

  test('nothing but the listed pages is served', async () => {
    for (const path of ['/panel-app.ts', '/../package.json', '/api', '/client/panel.js']) {
      expect((await get(path)).status).toBe(404);
    }
  });
});

describe('another site', () => {
  test.each([
    ['whose name was pointed at this machine', { Host: `evil.example:${port}` }],
    ['on another port of this machine', { Host: '127.0.0.1:80' }],
    ['whose script names its origin', { Origin: 'https://evil.example' }],
    ['with an opaque origin', { Origin: 'null' }],
    ['on a sibling port', { Origin: 'http://127.0.0.1:8080' }],
    ['that the browser calls cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['that the browser calls same-site', { 'Sec-Fetch-Site': 'same-site' }],
    ['with a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['with a form that looks like text', { 'Content-Type': 'text/plain' }],
  ])('%s presses no key', async (_who, headers) => {
    const response = await post('key', { key: '1' }, headers);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'ERR_READER_SITE_REFUSED' });
  });

  test('may not read the live events', async () => {
    expect((await get('/api/events', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  });

  test('may link to the page', async () => {
    expect((await get('/', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(200);
  });

  test('is not the panel’s own page', async () => {
    const own = { Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' };
    expect((await post('key', { key: '1' }, own)).status).toBe(200);
  });
});
