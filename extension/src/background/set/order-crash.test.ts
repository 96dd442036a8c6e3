/**
 * The worker dies at every one of its calls to the outside while an order is paid, just before or just after the call
 * had its effect; a new one finds the journal. Whatever the moment: one payment, with one set of bytes.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestWorld } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { mortalPorts } from '../../testing/mortal-ports.ts';
import { enrol, goOn } from '../../testing/shopper.ts';
import { createParties, orderPlace, TestHouse } from '../../testing/test-wallet.ts';
import { recoverJournal } from '../purchase/recover-journal.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await createParties();
});

describe.each(['before', 'after'] as const)('a worker that dies just %s a call', (when) => {
  test('has its order paid once, wherever it died', async () => {
    for (let atCall = 1; ; atCall += 1) {
      const house = new TestHouse(world);
      await enrol(house);
      const mortal = mortalPorts(house.ports(), { atCall, when });
      await goOn(house.runner(mortal.ports, { onBug: () => {} }), '', orderPlace).catch(() => undefined);
      house.now += 20;
      const runner = house.runner();
      await recoverJournal(runner, { browserStarted: false });
      const purchase = await goOn(runner, '', orderPlace);
      expect(purchase.state, `call ${atCall}`).toBe('orderPaid');
      expect(house.till.instructions).toHaveLength(1);
      expect(new Set(house.till.pReqs).size).toBe(1);
      if (!mortal.isDead()) break;
    }
  });
});

test('PReq is in the journal before it is sent, with its very bytes', async () => {
  const house = new TestHouse(world);
  await enrol(house);
  const statesAtPReq: (string | undefined)[] = [];
  house.onRequest = (url) => {
    if (url.endsWith('/till/preq')) statesAtPReq.push(house.store.saved.at(-1));
  };
  await goOn(house.runner(), '', orderPlace);
  expect(statesAtPReq).toEqual(['ordering']);
  const [purchase] = await house.store.purchases();
  expect(purchase?.state === 'orderPaid' && purchase.sent.pReq).toBe(house.till.pReqs[0]);
});
