/** What a content script notices on a page, what it must not be fooled by, and that it leaves nothing behind. */
import type { ContentMessage } from '@ecomm/messages';
import { Window } from 'happy-dom';
import { beforeEach, describe, expect, test } from 'vitest';
import { findOfferInHeaders } from './find-offer-in-headers.ts';
import { onClick } from './watch-clicks.ts';
import { type OfferWatch, watchOffers } from './watch-offers.ts';

const pageUrl = 'https://journal.example/article/minitel';

let page: Window;
let reports: ContentMessage[];
let fetched: string[];

beforeEach(() => {
  reports = [];
  fetched = [];
});

function openPage(html: string, status = 200): void {
  page = new Window({ url: pageUrl });
  page.document.write(`<!doctype html><html><head>${html}</head><body><p>Text</p></body></html>`);
  page.performance.getEntriesByType = () => [{ responseStatus: status }] as never;
}

function watch(headers: Record<string, string> = {}, status = 402): OfferWatch {
  return watchOffers({
    window: page as unknown as globalThis.Window,
    fetch: async (input, init) => {
      fetched.push(`${init?.method} ${String(input)}`);
      return new Response(null, { status, headers });
    },
    report: (message) => reports.push(message),
  });
}

const tick = () =>
  page.happyDOM.waitUntilComplete().then(() => new Promise((resolve) => setTimeout(resolve, 5)));
const link = (href: string) => `<link rel="mpoffer" type="application/mpoffer+jwt" href="${href}">`;

describe('a content script reports', () => {
  test('the offer of a page that can be read, for the badge', async () => {
    openPage(link('/mpoffer?1'));
    watch();
    await tick();
    expect(reports).toEqual([
      { kind: 'offerFound', offerUrl: 'https://journal.example/mpoffer?1', trigger: 'linked' },
    ]);
    expect(fetched).toEqual([]);
  });

  test('the offer of a page that answered 402, for the sheet, once', async () => {
    openPage(link('/mpoffer?1'), 402);
    watch();
    await tick();
    page.document.querySelector('link')?.setAttribute('href', '/mpoffer?2');
    await tick();
    expect(reports.map((report) => report.kind === 'offerFound' && report.trigger)).toEqual([
      'unpaid',
      'linked',
    ]);
    expect(fetched).toEqual([]);
  });

  test('an offer that is added later, and that it is taken away', async () => {
    openPage('');
    watch();
    await tick();
    expect(reports).toEqual([]);
    const added = page.document.createElement('link');
    added.rel = 'mpoffer';
    added.href = '/mpoffer?late';
    page.document.head.append(added);
    await tick();
    added.remove();
    await tick();
    expect(reports.map(({ kind }) => kind)).toEqual(['offerFound', 'offerGone']);
  });

  test('the offer again when it is asked', async () => {
    openPage(link('/mpoffer?1'));
    const offers = watch();
    await tick();
    offers.announce();
    expect(reports.at(-1)).toMatchObject({ trigger: 'asked' });
  });

  test('the offer in the headers of a 402 without a link', async () => {
    openPage('', 402);
    watch({ link: '</mpoffer?h>; rel="mpoffer"' });
    await tick();
    expect(fetched).toEqual([`HEAD ${pageUrl}`]);
    expect(reports).toEqual([
      { kind: 'offerFound', offerUrl: 'https://journal.example/mpoffer?h', trigger: 'unpaid' },
    ]);
  });

  test('nothing of a 402 that names no offer, and asks for its headers only', async () => {
    openPage('', 402);
    watch({});
    await tick();
    expect(reports).toEqual([]);
    expect(fetched).toEqual([`HEAD ${pageUrl}`]);
  });
});

describe('a content script is not fooled by', () => {
  test.each([
    ['an offer of another origin', link('https://bank.example/mpoffer')],
    ['a scheme of its own', link('javascript:alert(1)')],
    ['a link that is for something else', '<link rel="stylesheet" href="/mpoffer">'],
    ['no address', link('')],
  ])('%s', async (_what, html) => {
    openPage(html === link('') ? '<link rel="mpoffer">' : html);
    watch();
    await tick();
    expect(reports).toEqual([]);
  });

  test('headers that point to another origin', async () => {
    openPage('', 402);
    watch({ link: '<https://bank.example/mpoffer>; rel=mpoffer' });
    await tick();
    expect(reports).toEqual([]);
  });
});

describe('a click on a priced hyperlink', () => {
  function click(changes: Partial<MouseEvent> = {}, offer = '/mpoffer?1'): { prevented: boolean } {
    openPage('');
    page.document.body.innerHTML = `<a href="/article" data-mpoffer="${offer}"><b>Read</b></a>`;
    const bold = page.document.querySelector('b');
    const anchor = page.document.querySelector('a');
    const outcome = { prevented: false };
    const event = {
      isTrusted: true,
      button: 0,
      altKey: false,
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
      composedPath: () => [bold, anchor, page.document.body],
      preventDefault: () => {
        outcome.prevented = true;
      },
      stopImmediatePropagation: () => {},
      ...changes,
    } as unknown as MouseEvent;
    onClick(event, page.document as unknown as Document, (message) => reports.push(message));
    return outcome;
  }

  test('of the shopper opens the sheet in place of the link', () => {
    expect(click()).toEqual({ prevented: true });
    expect(reports).toEqual([
      { kind: 'offerFound', offerUrl: 'https://journal.example/mpoffer?1', trigger: 'clicked' },
    ]);
  });

  test.each<[string, Partial<MouseEvent>]>([
    ['that a script made', { isTrusted: false }],
    ['with Control, which opens a tab', { ctrlKey: true }],
    ['with Command', { metaKey: true }],
    ['with Shift, which opens a window', { shiftKey: true }],
    ['with another button', { button: 1 }],
  ])('%s does nothing', (_what, changes) => {
    expect(click(changes)).toEqual({ prevented: false });
    expect(reports).toEqual([]);
  });

  test('whose offer is of another origin is an ordinary link', () => {
    expect(click({}, 'https://bank.example/mpoffer')).toEqual({ prevented: false });
    expect(reports).toEqual([]);
  });
});

describe('a payment initiation', () => {
  const type = 'application/set-payment-initiation';
  const initiation = (href: string, as = type) =>
    `<link rel="payment-initiation" type="${as}" href="${href}">`;

  function clickOn(html: string, isTrusted = true): boolean {
    openPage('');
    page.document.body.innerHTML = html;
    const anchor = page.document.querySelector('a');
    let prevented = false;
    const event = {
      isTrusted,
      button: 0,
      composedPath: () => [anchor, page.document.body],
      preventDefault: () => {
        prevented = true;
      },
      stopImmediatePropagation: () => {},
    } as unknown as MouseEvent;
    onClick(event, page.document as unknown as Document, (message) => reports.push(message));
    return prevented;
  }

  test('that a page names is reported as an order, for the badge', async () => {
    openPage(initiation('/set/initiation/1'));
    watch().announce();
    await tick();
    const initiationUrl = 'https://journal.example/set/initiation/1';
    expect(reports).toEqual([
      { kind: 'orderFound', initiationUrl, trigger: 'linked' },
      { kind: 'orderFound', initiationUrl, trigger: 'asked' },
    ]);
    expect(fetched).toEqual([]);
  });

  test('that is clicked on opens the sheet in place of the link', () => {
    expect(clickOn(`<a type="${type}" href="/set/initiation/1">Pay</a>`)).toBe(true);
    expect(reports).toEqual([
      {
        kind: 'orderFound',
        initiationUrl: 'https://journal.example/set/initiation/1',
        trigger: 'clicked',
      },
    ]);
  });

  test.each([
    ['of another origin', initiation('https://bank.example/set/initiation/1')],
    ['of another type', initiation('/set/initiation/1', 'text/html')],
    ['of no type', '<link rel="payment-initiation" href="/set/initiation/1">'],
    ['without an address', `<link rel="payment-initiation" type="${type}">`],
    ['that is a script', initiation('javascript:alert(1)')],
  ])('%s is not reported', async (_what, html) => {
    openPage(html);
    watch();
    await tick();
    expect(reports).toEqual([]);
  });

  test.each([
    ['of another origin', `<a type="${type}" href="https://bank.example/x">Pay</a>`, true],
    ['of another type', '<a type="application/pdf" href="/x">Pay</a>', true],
    ['that a script clicked', `<a type="${type}" href="/x">Pay</a>`, false],
  ])('behind a link %s is an ordinary link', (_what, html, isTrusted) => {
    expect(clickOn(html, isTrusted)).toBe(false);
    expect(reports).toEqual([]);
  });
});

test('a page is left as it was', async () => {
  openPage(link('/mpoffer?1'), 402);
  const before = page.document.documentElement.outerHTML;
  const globals = Object.getOwnPropertyNames(page);
  watch();
  await tick();
  expect(page.document.documentElement.outerHTML).toBe(before);
  expect(Object.getOwnPropertyNames(page)).toEqual(globals);
});

describe('headers that name an offer', () => {
  const request = btoa(JSON.stringify({ offerUrl: '/mpoffer?w', amount: 20 })).replace(/=+$/, '');

  test.each([
    ['a Link header', { link: '</mpoffer?l>; rel="mpoffer"; type="application/mpoffer+jwt"' }, '/mpoffer?l'],
    [
      'one among several',
      { link: '</style.css>; rel=preload, </mpoffer?l>; rel="next mpoffer"' },
      '/mpoffer?l',
    ],
    [
      'a Payment challenge',
      { 'www-authenticate': `Payment id="1", realm="j", method="mset", request="${request}"` },
      '/mpoffer?w',
    ],
    [
      'one after another scheme',
      { 'www-authenticate': `Basic realm="x", Payment id="1", method="mset", request="${request}"` },
      '/mpoffer?w',
    ],
    ['another method', { 'www-authenticate': `Payment method="other", request="${request}"` }, undefined],
    ['a request that is no JSON', { 'www-authenticate': 'Payment method="mset", request="AAAA"' }, undefined],
    ['no such relation', { link: '</mpoffer>; rel="next"' }, undefined],
    ['too much', { link: `<${'a'.repeat(20_000)}>; rel="mpoffer"` }, undefined],
    ['nothing', {}, undefined],
  ])('(%s)', (_what, headers, expected) => {
    expect(findOfferInHeaders(new Headers(headers as Record<string, string>))).toBe(expected);
  });
});
