/** The published revocation list over HTTP: as it lies in the data directory, to whoever asks. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatewayFiles } from '../data-directory.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';

let house: TestHouse;

beforeEach(async () => {
  house = await createTestHouse();
});
afterEach(() => house.remove());

const publish = (text: string) =>
  writeFile(join(house.directory, 'gateway', gatewayFiles.revocation), text, { mode: 0o600 });
const ask = (init: RequestInit = {}) => house.opened.app.request('/set/revocation', init);

test('a list that was published while the gateway runs is answered from then on', async () => {
  await publish('{"bci":"a","crls":[]}');
  const first = await ask();
  expect(first.headers.get('content-type')).toBe('application/json');
  expect(await first.text()).toBe('{"bci":"a","crls":[]}');
  await publish('{"bci":"b","crls":[]}');
  expect(await (await ask()).json()).toEqual({ bci: 'b', crls: [] });
});

test('a list that the asker holds is not sent again', async () => {
  await publish('{"bci":"a","crls":[]}');
  const etag = (await ask()).headers.get('etag') ?? '';
  expect((await ask({ headers: { 'if-none-match': etag } })).status).toBe(304);
  await publish('{"bci":"b","crls":[]}');
  expect((await ask({ headers: { 'if-none-match': etag } })).status).toBe(200);
});

test('pages and wallets of any origin may read it', async () => {
  await publish('{}');
  const response = await ask({ headers: { origin: 'https://journal.example' } });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
});

test('it can not be written', async () => {
  expect(await codeOf(await house.post('/set/revocation', '{}'))).toEqual({
    status: 404,
    code: 'ERR_GATEWAY_NOT_FOUND',
  });
});
