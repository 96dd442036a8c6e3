/** What is above the bound is turned away at once, and nothing of it is kept. */
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { Admission } from './admission.ts';
import { answerError } from './http/answer-error.ts';
import { messageRoute } from './http/message-route.ts';

function appWith(most: number) {
  const admission = new Admission(most);
  const released: (() => void)[] = [];
  const quiet = () => {};
  let worked = 0;
  const app = new Hono();
  app.onError((error, context) => answerError(context, error, { info: quiet, warn: quiet, error: quiet }));
  const answer = async (message: string) => {
    worked += 1;
    await new Promise<void>((resolve) => released.push(resolve));
    if (message === 'bad') throw new Error('a bug');
    return 'done';
  };
  app.route(
    '/',
    messageRoute(
      { admission },
      { path: '/mset/mpreq', takes: 'application/jose', gives: 'application/json', answer },
    ),
  );
  const headers = { 'content-type': 'application/jose', origin: 'chrome-extension://wallet' };
  const post = (body = 'good') => app.request('/mset/mpreq', { method: 'POST', body, headers });
  const releaseAll = () => {
    for (const go of released.splice(0)) go();
  };
  return { admission, post, releaseAll, count: () => worked };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('the one above the bound is told to come again in a second, so that a wallet can read it', async () => {
  const { post, releaseAll, count } = appWith(2);
  const accepted = [post(), post()];
  await settled();
  const refused = await post();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  expect(refused.headers.get('access-control-expose-headers')).toBe('retry-after');
  expect(await refused.json()).toMatchObject({ code: 'ERR_INTERMEDIARY_BUSY' });
  expect(count()).toBe(2);
  releaseAll();
  expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual([200, 200]);
});

test('there is room again when one has ended, also by an error', async () => {
  const { admission, post, releaseAll } = appWith(1);
  for (const body of ['bad', 'good', 'bad', 'good']) {
    const accepted = post(body);
    await settled();
    expect(admission.inFlight).toBe(1);
    releaseAll();
    expect((await accepted).status).toBe(body === 'bad' ? 500 : 200);
    expect(admission.inFlight).toBe(0);
  }
});

test('a flood leaves no more than the bound behind at any moment', async () => {
  const { admission, post, releaseAll, count } = appWith(8);
  const flood = Array.from({ length: 200 }, () => post());
  await settled();
  expect([admission.inFlight, count()]).toEqual([8, 8]);
  releaseAll();
  const statuses = (await Promise.all(flood)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(8);
  expect(statuses.filter((status) => status === 503)).toHaveLength(192);
});
