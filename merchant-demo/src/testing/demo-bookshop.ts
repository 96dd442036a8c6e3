/** The bookshop in process, and a browser that keeps its cookies. Only tests import this. */
import { createBookshopApp } from '../bookshop/app.ts';
import { allBooks } from '../bookshop/books/index.ts';
import { bookshopMigrations } from '../bookshop/store/migrations.ts';
import { OrderBook } from '../bookshop/store/order-book.ts';
import { openDatabase } from '../payment/store/open-database.ts';
import { type PlayedDesk, playDesk } from './played-desk.ts';

export const bookshopOrigin = 'http://127.0.0.1:8403';
export const bookshopToken = 'the-booksellers-own-token-of-forty-three-signs';
export const goodAddress = {
  name: 'Camille Dubois',
  street: '12 rue des Écoles',
  postcode: '75005',
  town: 'Paris',
  country: 'FR',
};

export interface Browser {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Posts a form as the shop's own page would. */
  send(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
}

export interface DemoBookshop {
  readonly desk: PlayedDesk;
  readonly book: OrderBook;
  readonly failures: unknown[];
  newBrowser(): Browser;
  /** Fills a basket and places the order; the reference is that of its pages. */
  order(browser: Browser, cart: Record<string, string>): Promise<string>;
}

export function createDemoBookshop(
  changes: Partial<Parameters<typeof createBookshopApp>[0]> = {},
): DemoBookshop {
  const desk = playDesk();
  const book = new OrderBook(openDatabase(':memory:', bookshopMigrations));
  const failures: unknown[] = [];
  const app = createBookshopApp({
    shopName: 'La Librairie',
    town: 'Paris',
    home: 'FR',
    origin: bookshopOrigin,
    currency: 'EUR',
    books: allBooks,
    desk,
    book,
    now: () => 1_790_000_000,
    random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
    operatorToken: bookshopToken,
    endpoints: { handle: async () => undefined },
    cardFormScript: '// built',
    onFailure: (error) => failures.push(error),
    ...changes,
  });
  return {
    desk,
    book,
    failures,
    newBrowser: () => browserOf((request) => app.fetch(request)),
    async order(browser, cart) {
      for (const [add, count] of Object.entries(cart)) await browser.send('/cart', { add, count });
      const answer = await browser.send('/checkout', goodAddress);
      return answer.headers.get('location')?.split('/').at(-1) ?? '';
    },
  };
}

function browserOf(answer: (request: Request) => Response | Promise<Response>): Browser {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: RequestInit & { headers: Record<string, string> }) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const response = await answer(new Request(new URL(path, bookshopOrigin), { ...init, headers }));
    for (const setCookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
      if (/Max-Age=0/.test(setCookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    get: (path, headers = {}) => ask(path, { headers }),
    send: (path, fields, headers = {}) =>
      ask(path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: {
          origin: bookshopOrigin,
          'content-type': 'application/x-www-form-urlencoded',
          ...headers,
        },
      }),
  };
}
