/** Who may say what to the background: pages of the web report offers, and nothing that they say pays. */
import { walletErrorCodes } from '@ecomm/messages';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOwnPage, type Ourselves, routeMessage, type Sender } from './route-message.ts';

const ourselves: Ourselves = { id: 'ourselves', baseUrl: 'chrome-extension://ourselves/' };
const sheet: Sender = { id: 'ourselves', url: 'chrome-extension://ourselves/pages/pay.html?purchase=x' };
const webPage: Sender = {
  id: 'ourselves',
  url: 'https://journal.example/article',
  origin: 'https://journal.example',
  frameId: 0,
  documentId: 'D1',
  tab: { id: 7, active: true },
};
const purchaseId = 'A'.repeat(27);
const payMessage = { action: 'pay', input: { purchaseId } };
const found = { kind: 'offerFound', offerUrl: 'https://journal.example/mpoffer', trigger: 'unpaid' };

const refusal = (message: unknown, sender: Sender) => {
  try {
    return routeMessage(message, sender, ourselves);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a page of the extension', () => {
  test('may ask for a payment', () => {
    expect(routeMessage(payMessage, sheet, ourselves)).toEqual({ from: 'page', message: payMessage });
  });

  test.each([
    ['an action that does not exist', { action: 'payEverything', input: {} }],
    ['a purchase that is none', { action: 'pay', input: { purchaseId: '../..' } }],
    ['an input with more than belongs', { action: 'pay', input: { purchaseId, amount: 1 } }],
    ['a card number with letters', { action: 'askForForm', input: { pan: '4970x', expiry: '202911' } }],
    [
      'an expiry that is none',
      { action: 'askForForm', input: { pan: '4970100000000444', expiry: '202913' } },
    ],
    [
      'an endless answer',
      { action: 'sendForm', input: { answers: [{ name: 'a', value: 'x'.repeat(201) }] } },
    ],
    ['a page that is none', { action: 'openPage', input: { page: 'receipt' } }],
    ['nothing', undefined],
  ])('is refused %s', (_what, message) => {
    expect(refusal(message, sheet)).toBe('ERR_WALLET_SENDER');
  });
});

describe('a page of the web', () => {
  test('reports an offer under the origin that the browser tells', () => {
    expect(routeMessage({ ...found }, webPage, ourselves)).toEqual({
      from: 'content',
      found: {
        offerUrl: found.offerUrl,
        trigger: 'unpaid',
        origin: 'https://journal.example',
        tabId: 7,
        isTabActive: true,
        documentId: 'D1',
      },
    });
  });

  test('reports an order under the origin that the browser tells', () => {
    const initiationUrl = 'https://journal.example/set/initiation/1';
    const message = { kind: 'orderFound', initiationUrl, trigger: 'clicked' };
    expect(routeMessage(message, webPage, ourselves)).toMatchObject({
      from: 'content',
      found: { offerUrl: initiationUrl, isOrder: true, origin: 'https://journal.example' },
    });
  });

  test('can’t name an origin of its choice', () => {
    expect(refusal({ ...found, origin: 'https://bank.example' }, webPage)).toBe('ERR_WALLET_SENDER');
  });

  test.each([
    ['ask for a payment', payMessage],
    ['cancel', { action: 'cancelPurchase', input: { purchaseId } }],
    ['enrol', { action: 'startEnrolment', input: { lastTryAccepted: true } }],
    ['send a bank’s form', { action: 'sendForm', input: { answers: [] } }],
    ['open a receipt', { action: 'openReceipt', input: { purchaseId } }],
    ['report an order as an offer', { ...found, isOrder: true }],
    ['report an order that is no URL', { kind: 'orderFound', initiationUrl: 'x', trigger: 'clicked' }],
    ['report an offer that is no URL', { ...found, offerUrl: 'offer' }],
    ['report with a trigger of its own', { ...found, trigger: 'paid' }],
  ])('can’t %s', (_what, message) => {
    expect(refusal(message, webPage)).toBe('ERR_WALLET_SENDER');
  });

  test.each<[string, Partial<Sender>]>([
    ['a frame inside it', { frameId: 3 }],
    ['a sandboxed document', { origin: 'null' }],
    ['a document without a tab', { tab: undefined }],
    ['another extension', { id: 'stranger' }],
    ['a sender without an address', { url: undefined }],
    [
      'a page that only looks like ours',
      { url: 'https://x.example/chrome-extension://ourselves/pages/pay.html' },
    ],
  ])('is not heard from %s', (_what, changes) => {
    expect(refusal(found, { ...webPage, ...changes })).toBe('ERR_WALLET_SENDER');
  });

  test('whatever it says: nothing but reports of offers comes through', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        const outcome = refusal(message, webPage);
        expect(typeof outcome === 'string' ? walletErrorCodes.includes(outcome as never) : outcome.from).toBe(
          typeof outcome === 'string' ? true : 'content',
        );
      }),
    );
  });
});

test('only our own pages connect', () => {
  expect(isOwnPage(sheet, ourselves)).toBe(true);
  expect(isOwnPage(webPage, ourselves)).toBe(false);
  expect(isOwnPage({ ...sheet, id: 'stranger' }, ourselves)).toBe(false);
});
