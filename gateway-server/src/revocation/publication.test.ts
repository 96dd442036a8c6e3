/** A card is reported: what everybody who fetches the list learns at once, whatever the brand published and when. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeChain, type RevocationList, RevocationStatus } from '@ecomm/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatewayFiles } from '../data-directory.ts';
import { publishRevocation } from '../pki/publish-revocation.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { enrol, prepareEnrolment, sendEnrolment, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;
/** Of a party that fetches the list again and again. */
let status: RevocationStatus;

beforeEach(async () => {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
  status = new RevocationStatus({ anchors: house.trust.anchors, brand: 'CB-demo', required: true });
  await learn();
});
afterEach(() => house.remove());

const fetchList = async (): Promise<RevocationList> =>
  (await house.opened.app.request('/set/revocation')).json();
const learn = async () => status.load(await fetchList(), house.clock.at, []);
const report = async (state: string) =>
  (await house.operator('/operator/cards/camille/status', { status: state })).json();
const isRevoked = async (chain = wallet.signer.chain) => {
  const [leaf, issuer] = await decodeChain(chain);
  if (leaf === undefined || issuer === undefined) throw new Error('no chain');
  return status.isRevoked(leaf, issuer, house.clock.at);
};
const numberOf = () => house.opened.store.additions.find('cardholders')?.crlNumber;

test('a stolen card is on the list that is fetched next; others are not', async () => {
  const other = await enrol(house, 'lowfunds');
  expect(await isRevoked()).toBe(false);
  expect(await report('stolen')).toEqual({ cardId: 'camille', status: 'stolen', revoked: 1 });
  expect(await learn()).toBe(true);
  expect(await isRevoked()).toBe(true);
  expect(await isRevoked(other.signer.chain)).toBe(false);
  expect(await learn()).toBe(false);
});

test('all certificates of the card are on it, and a second report signs nothing new', async () => {
  const second = await sendEnrolment(house, await prepareEnrolment(house, wallet.card));
  expect(second.chain).toBeDefined();
  await Promise.all([report('stolen'), report('stolen')]);
  await learn();
  expect([await isRevoked(), await isRevoked(second.chain)]).toEqual([true, true]);
  expect(numberOf()).toBe(2);
});

test('the next card adds to it, under the next number', async () => {
  const other = await enrol(house, 'lowfunds');
  await report('stolen');
  await house.operator('/operator/cards/lowfunds/status', { status: 'stolen' });
  await learn();
  expect([await isRevoked(), await isRevoked(other.signer.chain), numberOf()]).toEqual([true, true, 3]);
});

test('a card that is blocked or active again changes no list', async () => {
  const before = await fetchList();
  await report('blocked');
  await report('active');
  expect(await fetchList()).toEqual(before);
});

test('a gateway that was started again hands out the same list', async () => {
  await report('stolen');
  const before = await fetchList();
  await house.reopen();
  expect(await fetchList()).toEqual(before);
});

test('a gateway that died between the books and the list signs it at its next start', async () => {
  const [leaf] = await decodeChain(wallet.signer.chain);
  house.opened.store.revocations.add({
    ...{ authority: 'cardholders', serialNumber: leaf?.serialNumber ?? '' },
    ...{ reason: 'privilegeWithdrawn', revokedAt: house.clock.at },
  });
  await house.reopen();
  await learn();
  expect(await isRevoked()).toBe(true);
});

test('the brand’s next publication has a higher number and all of it, and stands alone', async () => {
  await report('stolen');
  await learn();
  expect(await publishRevocation(house.directory, house.clock.at)).toEqual({ sequence: 3, revoked: 1 });
  expect((await fetchList()).additions).toBeUndefined();
  expect(await learn()).toBe(true);
  expect(await isRevoked()).toBe(true);
});

test('a publication that was made without the bank’s books is added to again', async () => {
  const path = join(house.directory, 'gateway', gatewayFiles.revocation);
  const old = await readFile(path, 'utf8');
  await report('stolen');
  const added = await fetchList();
  await publishRevocation(house.directory, house.clock.at);
  await learn();
  await house.reopen();
  expect((await fetchList()).additions).toBeUndefined();
  // The operator puts back what he had kept: older, and without the card.
  await writeFile(path, old);
  await house.reopen();
  const again = await fetchList();
  expect(again.additions).toEqual(added.additions);
  expect(await learn()).toBe(false);
  expect(await isRevoked()).toBe(true);
});

test('without a publication the report is taken, and what lacks is noted', async () => {
  await writeFile(join(house.directory, 'gateway', gatewayFiles.revocation), '{}');
  await house.reopen();
  expect(await report('stolen')).toMatchObject({ revoked: 1 });
  expect(house.events.map(({ event }) => event)).toContain('no current publication to add a revocation to');
});

test('more certificates than a list holds are noted, and what is handed out stays readable', async () => {
  const before = await fetchList();
  for (let count = 0; count < 2000; count += 1)
    house.opened.store.revocations.add({
      ...{ authority: 'cardholders', serialNumber: `40${count.toString(16).padStart(30, '0')}` },
      ...{ reason: 'privilegeWithdrawn', revokedAt: house.clock.at },
    });
  expect(await fetchList()).toEqual(before);
  expect(house.events.map(({ event }) => event)).toContain('more certificates are revoked than a list holds');
});
