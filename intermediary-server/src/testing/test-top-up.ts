/** A wallet that has just been told that its Open To Buy is insufficient; only tests import this file. */
import type { TopUp } from '@ecomm/protocol';
import { createTestWorld, type TestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { TestHouse, type TestHouseOptions } from './test-house.ts';
import type { TestPayment, TestWallet } from './test-wallet.ts';

let world: Promise<TestWorld> | undefined;

export interface TestTopUp {
  readonly house: TestHouse;
  readonly wallet: TestWallet;
  /** Of 2.50 EUR, parked. */
  readonly payment: TestPayment;
  readonly topUp: TopUp;
}

export async function openTopUp(options: TestHouseOptions = {}): Promise<TestTopUp> {
  world ??= createTestWorld();
  const house = await TestHouse.open(options, await world);
  const wallet = await house.newWallet();
  const payment = await wallet.prepare(house.merchant1, house.merchant1.makeOffer(250, 'EUR'));
  const { signed, private: secret } = await wallet.pay(payment);
  if (signed.code !== 'otbInsufficient') throw new Error(`the intermediary answered ${signed.code}`);
  return { house, wallet, payment, topUp: offered(secret.topUp) };
}

export function offered(topUp: TopUp | undefined): TopUp {
  if (topUp === undefined) throw new Error('no top-up was offered');
  return topUp;
}

/** An error answer's status and members. */
export function failureOf({ status, body }: { readonly status: number; readonly body: string }) {
  return { status, ...JSON.parse(body) };
}
