/**
 * The front panel's HTTP side: the page, its live events, and the few things a hand can do to a reader.
 *
 *     GET  /api/state   {readerName, card, cardPowered, display: [line1, line2], pinEntry: {active, digits}}
 *     GET  /api/cards   {cards: DrawerCard[]}
 *     GET  /api/events  Server-Sent Events `state` and `cards` with the same bodies
 *     POST /api/insert  {cardId}      POST /api/remove  {}      POST /api/key  {key}
 *
 * Errors are `{code, message}`. Request bodies are never logged: a key may be a digit of a PIN.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import * as v from 'valibot';
import { cardIdSchema } from '../card/card-file.ts';
import { readerKeys } from '../ccid/pin-entry.ts';
import { VirtualReaderError, type VirtualReaderErrorCode } from '../errors.ts';
import type { VirtualReader } from '../virtual-reader.ts';
import { type PanelAssets, panelAsset } from './assets.ts';
import { panelPage } from './page.ts';
import { preferredLanguage } from './panel-texts.ts';
import { foreignSiteSign } from './same-site.ts';

export interface PanelOptions {
  readonly reader: VirtualReader;
  readonly readerName: () => string;
  /** The port that the panel is served on; known once it listens. */
  readonly port: () => number;
  readonly pinHint: string;
  readonly assets: PanelAssets;
  /** Asked for the page when the browser prefers neither language. */
  readonly language: 'en' | 'fr';
}

export interface PanelState {
  readonly readerName: string;
  readonly card: string | null;
  /** The lamp that readers have: lit while the card has its supply, so for the first time once the driver saw it. */
  readonly cardPowered: boolean;
  readonly display: readonly [string, string];
  readonly displayLanguage: 'en' | 'fr';
  readonly pinEntry: { readonly active: boolean; readonly digits: number };
}

const bodyMaximumBytes = 1_024;
const keepAliveMs = 20_000;

const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

const insertSchema = v.strictObject({ cardId: cardIdSchema });
const removeSchema = v.strictObject({});
const keySchema = v.strictObject({ key: v.picklist(readerKeys) });

export function createPanelApp(options: PanelOptions): Hono {
  const { reader, assets } = options;
  const app = new Hono();
  const state = () => panelState(options);

  app.use(async (context, next) => {
    const sign = foreignSiteSign(requestFacts(context), options.port());
    if (sign !== undefined) throw new VirtualReaderError('ERR_READER_SITE_REFUSED', `refused by its ${sign}`);
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) context.header(name, value);
  });
  app.use(bodyLimit({ maxSize: bodyMaximumBytes, onError: () => fail('the body is too long') }));
  app.onError(errorResponse);
  app.notFound((context) =>
    context.json({ code: 'ERR_READER_REQUEST_INVALID', message: 'no such page' }, 404),
  );

  app.get('/', (context) => {
    const language = preferredLanguage(context.req.header('Accept-Language'), options.language);
    return context.html(panelPage({ language, pinHint: options.pinHint, readerName: options.readerName() }));
  });
  for (const name of ['panel.css', 'panel.js'] as const) {
    app.get(`/${name}`, (context) => context.body(assets[name], 200, { 'Content-Type': panelAsset[name] }));
  }
  app.get('/api/state', (context) => context.json(state()));
  app.get('/api/cards', async (context) => context.json({ cards: await reader.drawer() }));
  app.get('/api/events', (context) => streamSSE(context, (stream) => streamEvents(stream, reader, state)));
  app.post('/api/insert', async (context) => {
    await reader.insert((await readBody(context, insertSchema)).cardId);
    return context.json(state());
  });
  app.post('/api/remove', async (context) => {
    await readBody(context, removeSchema);
    await reader.remove();
    return context.json(state());
  });
  app.post('/api/key', async (context) => {
    reader.press((await readBody(context, keySchema)).key);
    return context.json(state());
  });
  return app;
}

/** Each change at once; the drawer's cards too, for a card may just have been blocked. */
async function streamEvents(
  stream: SSEStreamingApi,
  reader: VirtualReader,
  state: () => PanelState,
): Promise<void> {
  let wake: () => void = () => {};
  let changed = true;
  const end = reader.subscribe(() => {
    changed = true;
    wake();
  });
  stream.onAbort(() => {
    end();
    wake();
  });
  while (!stream.aborted) {
    if (changed) {
      changed = false;
      await stream.writeSSE({ event: 'state', data: JSON.stringify(state()) });
      await stream.writeSSE({ event: 'cards', data: JSON.stringify({ cards: await reader.drawer() }) });
    } else {
      await stream.writeSSE({ event: 'ping', data: '' });
    }
    if (changed || stream.aborted) continue;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, keepAliveMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function panelState({ reader, readerName }: PanelOptions): PanelState {
  const { display, pinEntry, language } = reader.view;
  return {
    readerName: readerName(),
    card: reader.cardId,
    cardPowered: reader.device.cardPowered,
    display,
    displayLanguage: language,
    pinEntry,
  };
}

function requestFacts({ req }: Context) {
  return {
    method: req.method,
    path: req.path,
    host: req.header('Host'),
    origin: req.header('Origin'),
    fetchSite: req.header('Sec-Fetch-Site'),
    contentType: req.header('Content-Type'),
  };
}

async function readBody<Schema extends v.GenericSchema>(
  context: Context,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const body: unknown = await context.req.json().catch(() => fail('the body is not JSON'));
  const result = v.safeParse(schema, body);
  return result.success ? result.output : fail('the body is not as the request asks');
}

function fail(message: string): never {
  throw new VirtualReaderError('ERR_READER_REQUEST_INVALID', message);
}

const httpStatus: Partial<Record<VirtualReaderErrorCode, 400 | 403 | 404 | 409>> = {
  ERR_READER_REQUEST_INVALID: 400,
  ERR_READER_SITE_REFUSED: 403,
  ERR_READER_CARD_UNKNOWN: 404,
  ERR_READER_SLOT_OCCUPIED: 409,
  ERR_READER_CARD_STATE_INVALID: 409,
};

function errorResponse(error: Error, context: Context): Response {
  for (const [name, value] of Object.entries(securityHeaders)) context.header(name, value);
  if (error instanceof VirtualReaderError) {
    const { code, message } = error;
    return context.json({ code, message }, httpStatus[code] ?? 500);
  }
  return context.json({ code: 'ERR_READER_START_FAILED', message: 'the reader failed inside' }, 500);
}
