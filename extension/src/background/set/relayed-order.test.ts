/** A site that puts itself between a shopper and a real shop: it relays the shop's transaction as its own. */
import type { Initiation, PInitRes } from '@ecomm/protocol';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { tillOrigin } from '../../testing/demo-till.ts';
import { enrol, openOrder, payAndWait } from '../../testing/shopper.ts';
import { createParties, orderPlace, TestHouse } from '../../testing/test-wallet.ts';
import type { PurchaseRunner } from '../purchase/purchase-runner.ts';

const relayOrigin = 'https://librairie-soldes.example';
const relayPlace = { ...orderPlace, offerUrl: `${relayOrigin}/order`, pageOrigin: relayOrigin };
/** The test's net answers by path, whatever the host: all that the relay has to do is to be named. */
const relayed = (initiation: Initiation): Initiation =>
  JSON.parse(JSON.stringify(initiation).replaceAll(tillOrigin, relayOrigin));

let world: TestWorld;
let house: TestHouse;
let runner: PurchaseRunner;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  house.till.bendInitiation = relayed;
  runner = house.runner(house.ports(), { deliver: async () => true });
});

describe('an order of a real shop on another site’s page', () => {
  test('is refused: the shop signs where its pages are', async () => {
    expect(await runner.find(await openOrder(runner, relayPlace))).toMatchObject({
      state: 'unpayable',
      problem: { code: 'ERR_INITIATION_ORIGIN', facts: { origin: tillOrigin } },
    });
    expect(house.till.pReqs).toEqual([]);
  });

  test('is refused too when the site begins to relay after the shopper’s click', async () => {
    let origin = relayOrigin;
    house.till.bendPInitRes = (response) => ({ ...response, origin });
    const id = await openOrder(runner, relayPlace);
    expect(await runner.find(id)).toMatchObject({ state: 'orderReady' });
    origin = tillOrigin;
    // So long that the wallet begins a new transaction.
    house.now += 3600;
    expect(await payAndWait(runner, id)).toMatchObject({ problem: { code: 'ERR_INITIATION_ORIGIN' } });
    expect(house.till.pReqs).toEqual([]);
  });

  test('is not found out when the shop signs no origin: its SET software knows of none', async () => {
    house.till.bendPInitRes = ({ origin: _, ...response }): PInitRes => response;
    expect(await runner.find(await openOrder(runner, relayPlace))).toMatchObject({
      state: 'orderReady',
      pageOrigin: relayOrigin,
    });
  });
});

describe('an order text that reads otherwise than it is written', () => {
  test.each([
    ['a right-to-left override', '1 × \u202eneves\u202c livres'],
    ['an isolate', 'un livre \u2067(99)\u2069'],
    ['a null', 'un livre\u0000 et deux'],
    ['an escape', 'un livre\u001b[2K'],
    ['a backspace', '9 livres\b1'],
  ])('with %s is refused', async (_what, order) => {
    house.till.bendInitiation = (initiation) => initiation;
    house.till.bendText = (text) => `${text.slice(0, text.indexOf('\r\n\r\n') + 4)}${order}`;
    expect(await runner.find(await openOrder(runner))).toMatchObject({
      state: 'unpayable',
      problem: { code: 'ERR_INITIATION_MALFORMED' },
    });
  });
});
