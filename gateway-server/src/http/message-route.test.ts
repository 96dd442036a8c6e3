/** A body is bounded while it arrives, whatever its headers say of its length. */
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { codeOf } from '../testing/code-of.ts';
import { answerError } from './answer-error.ts';
import { acceptMessage, answerMessage } from './message-route.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

const app = new Hono()
  .onError((error, context) => answerError(context, error, { log: quiet, sign: async () => undefined }))
  .post(
    '/',
    acceptMessage('application/json', 8),
    answerMessage('application/json', async (body) => {
      if (body === 'bug') throw new Error('4970100000000014');
      return body;
    }),
  );

const send = (body: BodyInit, headers: Record<string, string>) =>
  app.request('/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);

const json = { 'content-type': 'application/json' };

/** Counts what is pulled from it. */
function endlessStream() {
  let chunks = 0;
  const stream = new ReadableStream({
    pull(controller) {
      chunks += 1;
      controller.enqueue(new Uint8Array(4));
    },
  });
  return { stream, chunks: () => chunks };
}

test('a body of the greatest length passes', async () => {
  expect(await (await send('12345678', json)).text()).toBe('12345678');
});

test('a body one byte longer is refused', async () => {
  expect(await codeOf(await send('123456789', json))).toEqual({ status: 413, code: 'ERR_MESSAGE_TOO_BIG' });
});

test('a body that announces more than it may is refused unread', async () => {
  const { stream, chunks } = endlessStream();
  const response = await send(stream, { ...json, 'content-length': '9' });
  expect(response.status).toBe(413);
  expect(chunks()).toBeLessThanOrEqual(1);
});

test('a body without end is refused as soon as it is too long', async () => {
  const { stream, chunks } = endlessStream();
  expect((await send(stream, json)).status).toBe(413);
  expect(chunks()).toBeLessThanOrEqual(5);
});

test('the content type may carry parameters and capitals', async () => {
  expect((await send('x', { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(200);
});

test.each([{}, { 'content-type': '' }, { 'content-type': 'application/jsonp' }])(
  'the content type %j is refused before the body is read',
  async (headers) => {
    const { stream, chunks } = endlessStream();
    const response = await send(stream, headers as Record<string, string>);
    expect(await codeOf(response)).toEqual({ status: 415, code: 'ERR_GATEWAY_CONTENT_TYPE' });
    expect(chunks()).toBeLessThanOrEqual(1);
  },
);

test('a bug is answered without what it says', async () => {
  const response = await send('bug', json);
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(JSON.parse(text).code).toBe('ERR_GATEWAY_INTERNAL');
  expect(text).not.toContain('4970100000000014');
});
