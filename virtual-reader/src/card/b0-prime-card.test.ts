import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex, toHex } from '@ecomm/card';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DemoCardOptions, demoCardValue, makeDemoDirectories } from '../testing/demo-card.ts';
import { B0PrimeCard } from './b0-prime-card.ts';
import { parseCardFile } from './card-file.ts';
import { type CardState, initialState, openCardState } from './card-state.ts';
import { cmac } from './cmac.ts';

const select = '00a4040008f045434f4d4d423000';
const rightPin = 'bc20000008244071ffffffffff';
const wrongPin = 'bc20000008249999ffffffffff';
const ratify = 'bc400000';
const getResult = 'bcc0000000';
/** The profile's vector: 124.80 F on 1998-04-01. */
const transactionData =
  '0101000000012480025002199804011015007c1c27b7440578cfcd039dbccaf5a116202122232425262728292a2b2c2d2e2f3031323307822c102bc02d3b';
const certify = (data: string) => `bc8000003e${data}00`;

async function makeCard(options: DemoCardOptions = {}, state: Partial<CardState> = {}) {
  const { dataDir } = await makeDemoDirectories([]);
  const file = parseCardFile(JSON.stringify(demoCardValue(options)), 'camille.json');
  const initial = { ...initialState(file.initialPinTriesLeft), ...state };
  const open = async () => {
    const store = await openCardState(dataDir, 'camille', initial);
    return new B0PrimeCard({ file, store, cmac });
  };
  let card = await open();
  return {
    statePath: join(dataDir, 'state', 'camille.json'),
    send: async (hex: string) => toHex(await card.transmit(fromHex(hex))),
    run: async (...commands: readonly string[]) => {
      let answer = '';
      for (const hex of commands) answer = toHex(await card.transmit(fromHex(hex)));
      return answer;
    },
    powerCycle: () => card.reset(),
    /** The process ends and starts again: only the files remain. */
    restart: async () => {
      card = await open();
    },
  };
}

describe('the B0Prime-1 card', () => {
  test('gives the CAM of the profile vector at counter 7', async () => {
    const { run } = await makeCard({}, { counter: 6 });
    expect(await run(select, rightPin, ratify, certify(transactionData))).toBe(
      '000000070103c7eda498bacfd60c9000',
    );
  });

  test('SELECT tells the tries left', async () => {
    const { run } = await makeCard({ initialPinTriesLeft: 2 });
    expect(await run(select)).toMatch(/9f1701029000$/);
  });

  test('serves the free records without a PIN', async () => {
    const { send, run } = await makeCard();
    await run(select);
    expect(await send('bcb0000200')).toMatch(/^4970100000000006ffff01.*9000$/);
    expect(await send('bcb0000340')).toBe(`${'05'.repeat(64)}9000`);
    expect(await send('bcb0000400')).toBe('025002000000300000000000500000' + '9000');
    expect(await send('bcb0020100')).toBe('00000000039000');
  });

  test('serves the seven-day log only after a PIN', async () => {
    const { send, run } = await makeCard();
    expect(await run(select, 'bcb0010100')).toBe('6982');
    await run(rightPin, ratify, certify(transactionData));
    expect(await send('bcb0010100')).toBe('19980401' + '000000012480' + '9000');
  });

  test('three wrong PINs block it, and the right one is refused then', async () => {
    const { send, run, restart } = await makeCard();
    await run(select);
    expect([await send(wrongPin), await send(wrongPin), await send(wrongPin)]).toEqual([
      '63c2',
      '63c1',
      '6983',
    ]);
    expect(await send(rightPin)).toBe('6983');
    await restart();
    expect(await run(select, rightPin)).toBe('6983');
  });

  test('the try is spent on disk even when power is lost before the answer', async () => {
    const { run, restart, statePath } = await makeCard();
    await run(select, wrongPin);
    expect(JSON.parse(await readFile(statePath, 'utf8')).pinTriesLeft).toBe(2);
    await restart();
    expect(await run(select)).toMatch(/9f1701029000$/);
  });

  test('a right PIN gives the tries back only when it is ratified', async () => {
    const { run } = await makeCard({ initialPinTriesLeft: 2 });
    expect(await run(select, rightPin, select)).toMatch(/9f1701019000$/);
    expect(await run(rightPin, ratify, select)).toMatch(/9f1701039000$/);
  });

  test('counter and log survive a restart', async () => {
    const { run, restart } = await makeCard();
    await run(select, rightPin, ratify, certify(transactionData));
    await restart();
    expect(await run(select, rightPin, ratify, certify(transactionData))).toMatch(/^00000002/);
  });

  test.each([
    ['without a PIN', [select]],
    ['without ratification', [select, rightPin]],
    ['after a wrong PIN', [select, wrongPin]],
    ['after a reset by SELECT', [select, rightPin, ratify, select]],
    ['a second time', [select, rightPin, ratify, certify(transactionData)]],
    ['after a wrong PIN that follows a ratified one', [select, rightPin, ratify, wrongPin]],
  ])('CERTIFY %s is refused with 6985', async (_when, before) => {
    const { run } = await makeCard();
    expect(await run(...before, certify(transactionData))).toBe('6985');
  });

  test.each([
    ['of version 2', `02${transactionData.slice(2)}`, '6a80'],
    ['of type 3', `0103${transactionData.slice(4)}`, '6a80'],
    ['with a letter in the amount', transactionData.replace('012480', '01248a'), '6a80'],
    ['in another currency', transactionData.replace('0250', '0978'), '6a80'],
    ['with another exponent', transactionData.replace('025002', '025003'), '6a80'],
    ['of an enrolment with an amount', `0102${transactionData.slice(4)}`, '6a80'],
    ['above the card’s maximum', transactionData.replace('000000012480', '000000300001'), '6986'],
    ['one byte short', transactionData.slice(2), '6700'],
  ])('transaction data %s are refused, and the ratified PIN stays good', async (_what, data, status) => {
    const { run, send } = await makeCard();
    const length = (data.length / 2).toString(16);
    expect(await run(select, rightPin, ratify, `bc800000${length}${data}00`)).toBe(status);
    expect(await send(certify(transactionData))).toMatch(/^00000001/);
  });

  test('an enrolment of amount 0 is certified in any currency', async () => {
    const { run } = await makeCard();
    const enrolment = `0102000000000000097802${transactionData.slice(22)}`;
    expect(await run(select, rightPin, ratify, certify(enrolment))).toMatch(/^000000010103/);
  });

  test('passing the seven-day ceiling sets the flag and does not refuse', async () => {
    const { run } = await makeCard({ ceilingMinor: 20_000 });
    const pay = [select, rightPin, ratify, certify(transactionData)];
    expect(await run(...pay)).toMatch(/^000000010103/);
    expect(await run(...pay)).toMatch(/^000000020303/);
  });

  test('a certificate lost with the power is given again by GET RESULT', async () => {
    const { run, send, powerCycle, restart } = await makeCard();
    const certificate = await run(select, rightPin, ratify, certify(transactionData));
    expect(await send(getResult)).toBe(certificate);
    powerCycle();
    expect(await run(select, getResult)).toBe(certificate);
    await restart();
    expect(await run(select, getResult)).toBe(certificate);
    expect(await run(rightPin, getResult)).toBe('6985');
  });

  test('a counter at its end makes the card dead for certificates', async () => {
    const { run } = await makeCard({}, { counter: 0xffff_ffff });
    expect(await run(select, rightPin, ratify, certify(transactionData))).toBe('6f00');
  });

  test.each([
    ['any command before SELECT', [rightPin], '6985'],
    ['another application', ['00a4040005a000000042'], '6a82'],
    ['SELECT by file identifier', ['00a40000023f00'], '6a86'],
    ['another class', [select, '00b0000200'], '6e00'],
    ['another instruction', [select, 'bcd0000000'], '6d00'],
    ['a record that is not there', [select, 'bcb0000900'], '6a83'],
    ['a zone that is not there', [select, 'bcb0030100'], '6a86'],
    ['a wrong Le', [select, 'bcb0000310'], '6c40'],
    ['READ without Le', [select, 'bcb00002'], '6700'],
    ['a PIN block of 7 bytes', [select, 'bc200000072440 71ffffffff'.replace(' ', '')], '6700'],
    ['a PIN block of format 0', [select, 'bc20000008044071ffffffffff'], '6a80'],
    ['a PIN of three digits', [select, 'bc2000000823407fffffffffff'], '6a80'],
    ['a PIN with a letter', [select, 'bc2000000824a071ffffffffff'], '6a80'],
    ['a PIN block filled with zeros', [select, 'bc200000082440710000000000'], '6a80'],
    ['RATIFY without a PIN', [select, ratify], '6985'],
    ['GET RESULT of nothing', [select, getResult], '6985'],
    ['an Lc with too few bytes', [select, 'bc200000082440'], '6700'],
    ['three bytes', ['bc2000'], '6700'],
  ])('%s is refused', async (_what, commands, status) => {
    const { run } = await makeCard();
    expect(await run(...commands)).toBe(status);
  });

  test('a malformed PIN block costs no try', async () => {
    const { run } = await makeCard();
    expect(await run(select, 'bc2000000823407fffffffffff', select)).toMatch(/9f1701039000$/);
  });

  test('random commands always end in a status word', async () => {
    const { send } = await makeCard();
    await send(select);
    const anyCommand = fc.tuple(fc.constantFrom('bc', '00'), fc.uint8Array({ maxLength: 80 }));
    await fc.assert(
      fc.asyncProperty(anyCommand, async ([cla, rest]) => {
        expect(await send(`${cla}${toHex(rest)}`)).toMatch(/(?:[69]...)$/);
      }),
    );
  });

  test('a state that cannot be read keeps the card silent instead of giving tries back', async () => {
    const { run, restart, statePath } = await makeCard();
    await run(select, wrongPin);
    await writeFile(statePath, '{"version":1');
    await expect(restart()).rejects.toMatchObject({ code: 'ERR_READER_CARD_STATE_INVALID' });
  });
});
