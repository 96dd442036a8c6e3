/** The wallet's side of HTTP: what is known after each answer, and that an answer can't be endless. */
import { describe, expect, test } from 'vitest';
import { createNetwork, isOutcomeUnknown } from './network.ts';

const url = 'https://intermediary.example/mset/mpreq';
const refusalBody = JSON.stringify({ code: 'ERR_RRPID_REUSED', setCode: 'unknownRRPID', message: 'x' });

async function outcomeOf(respond: () => Promise<Response> | Response) {
  const network = createNetwork(async () => respond());
  return network.post(url, 'body', 'application/jose').catch((error: unknown) => error);
}

describe('an answer', () => {
  test('is asked for without credentials, redirects, cache or referrer', async () => {
    let init: RequestInit | undefined;
    const network = createNetwork(async (_url, request) => {
      init = request;
      return new Response('ok');
    });
    expect(await network.post(url, 'body', 'application/jose')).toBe('ok');
    expect(init).toMatchObject({
      method: 'POST',
      body: 'body',
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      headers: { 'content-type': 'application/jose' },
    });
  });

  test.each([
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'ERR_NETWORK_UNREACHABLE'],
    ['503', () => new Response(refusalBody, { status: 503 }), 'ERR_NETWORK_STATUS'],
    ['429', () => new Response(refusalBody, { status: 429 }), 'ERR_NETWORK_STATUS'],
    ['400 from a proxy', () => new Response('<html>', { status: 400 }), 'ERR_NETWORK_STATUS'],
    ['bytes that are no text', () => new Response(new Uint8Array([0xff])), 'ERR_NETWORK_ANSWER'],
    ['more than its bound', () => new Response('A'.repeat(200_000)), 'ERR_NETWORK_ANSWER'],
  ])('of %s leaves the outcome unknown', async (_what, respond, code) => {
    const outcome = await outcomeOf(respond);
    expect(outcome).toMatchObject({ code });
    expect(isOutcomeUnknown(outcome)).toBe(true);
  });

  test.each([
    ['of the protocol', refusalBody, 'ERR_RRPID_REUSED'],
    [
      'that this wallet does not know',
      JSON.stringify({ code: 'ERR_OF_TOMORROW', setCode: 'x', message: 'y' }),
      'ERR_NETWORK_REFUSED',
    ],
  ])('that refuses with a code %s is known', async (_what, body, code) => {
    const outcome = await outcomeOf(() => new Response(body, { status: 409 }));
    expect(outcome).toMatchObject({ code, facts: { status: 409 } });
    expect(isOutcomeUnknown(outcome)).toBe(false);
  });
});
