/** The host's process on the real PC/SC stack: how it ends, what it does when readers end, its command line. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { euroPurchase } from './testing/euro-purchase.ts';
import { runCommand, startHostProcess } from './testing/host-process.ts';
import {
  type ReaderWithCards,
  startReaderWithCards,
  type TestCard,
  testIdentity,
} from './testing/reader-with-cards.ts';

let reader: ReaderWithCards;
let card: TestCard;

beforeAll(async () => {
  reader = await startReaderWithCards();
  card = await reader.makeCard();
  await reader.insert(card);
});

afterAll(() => reader?.stop());

describe('the command line', () => {
  test('lists the reader', async () => {
    const { stdout, exitCode } = await runCommand(['readers'], reader.environment);
    expect([stdout, exitCode]).toEqual([`${reader.readerName}: keypad, card present\n`, 0]);
  });

  test('shows the card with its number masked', async () => {
    const { stdout } = await runCommand(['card', '--json'], reader.environment);
    expect(JSON.parse(stdout)).toMatchObject({ pan: '4970 10•• •••• 0006', holderName: 'CLAIRE MARTIN' });
  });

  test('certifies a purchase, and asks for the PIN on standard error', async () => {
    const options = ['--amount', '1.25', '--currency', 'EUR', '--merchant', 'MERCHANT-1', '--json'];
    const done = runCommand(['certify', ...options], reader.environment);
    await reader.keyPin(card.pin);
    const { stdout, stderr, exitCode } = await done;
    expect(JSON.parse(stdout)).toMatchObject({
      cvm: 'pinPad',
      transaction: { amount: { currency: 'EUR', value: 125 } },
    });
    expect([stderr, exitCode]).toEqual(['Key your PIN on the reader.\nPIN accepted.\n', 0]);
    expect(stdout + stderr).not.toContain(card.pin);
  });

  test('says what a wrong PIN costs', async () => {
    const options = ['--amount', '1.25', '--currency', 'EUR', '--merchant', 'MERCHANT-1'];
    const done = runCommand(['certify', ...options], reader.environment);
    await reader.keyPin(reader.wrongPin(card));
    const { stderr, exitCode } = await done;
    expect(stderr).toContain('error: the PIN is wrong, 2 tries are left\nhint: try again\n');
    expect(exitCode).toBe(1);
  });

  test('the doctor finds service, reader and card well, and no browser', async () => {
    const { stdout, exitCode } = await runCommand(['doctor', '--json'], {
      ...reader.environment,
      HOME: '/nonexistent',
    });
    const { findings } = JSON.parse(stdout);
    expect(findings).toContainEqual(expect.objectContaining({ about: reader.readerName, state: 'ok' }));
    expect(findings).toContainEqual(expect.objectContaining({ about: 'card', state: 'ok' }));
    expect(findings).toContainEqual(expect.objectContaining({ about: 'browsers', state: 'wrong' }));
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain(testIdentity.pan);
  });

  test('the doctor is content once the host is installed', async () => {
    const directory = String(reader.environment.XDG_CONFIG_HOME);
    await runCommand(['install', '--browser', 'chromium', '--user-data-dir', directory], reader.environment);
    const { stdout, exitCode } = await runCommand(
      ['doctor', '--user-data-dir', directory],
      reader.environment,
    );
    expect(stdout).toContain('✓ chromium: ');
    expect(exitCode).toBe(0);
  });
});

describe('a keypad that nobody presses', () => {
  test('gives up after the time that host.json says', async () => {
    const directory = join(String(reader.environment.XDG_CONFIG_HOME), 'ecomm');
    await mkdir(directory, { recursive: true });
    const pinPads = [{ reader: reader.readerName, timeoutSeconds: 1 }];
    await writeFile(join(directory, 'host.json'), JSON.stringify({ pinPads }));
    const host = startHostProcess(reader.environment);
    const reply = await host.ask('certify', euroPurchase(reader.readerName));
    await writeFile(join(directory, 'host.json'), '{}');
    await host.closePipe();
    expect(reply).toMatchObject({ ok: false, error: { code: 'ERR_CARD_PIN_TIMEOUT' } });
  });
});

describe('a browser that ends', () => {
  test('ends the host', async () => {
    const host = startHostProcess(reader.environment);
    await host.ask('listReaders', {});
    expect(await host.closePipe()).toEqual([0, null]);
  });

  test('ends the host although a PIN is pending, and the reader serves the next one', async () => {
    const host = startHostProcess(reader.environment);
    void host.ask('certify', euroPurchase(reader.readerName));
    await reader.asking(true);
    const exit = await Promise.race([
      host.closePipe(),
      new Promise((resolve) => setTimeout(resolve, 5_000, 'late')),
    ]);
    expect(exit).toEqual([null, 'SIGKILL']);

    await reader.press('cancel');
    const next = startHostProcess(reader.environment);
    const certified = next.ask('certify', euroPurchase(reader.readerName));
    await reader.keyPin(card.pin);
    expect(await certified).toMatchObject({ ok: true });
    await next.closePipe();
  });
});

describe('a reader that ends', () => {
  test('vanishes from the list, and the host says that PC/SC is gone', async () => {
    const other = await startReaderWithCards();
    const host = startHostProcess(other.environment);
    await host.ask('listReaders', {});
    await other.stop();
    await host.event((event) => event.event === 'readersChanged' && event.readers.length === 0);
    expect(await host.ask('listReaders', {})).toMatchObject({
      ok: false,
      error: { code: 'ERR_PCSC_UNAVAILABLE' },
    });
    expect(await host.ask('hello', { protocolVersion: 1 })).toMatchObject({ ok: true });
    expect(await host.closePipe()).toEqual([0, null]);
  });

  test('during a PIN is said as such', async () => {
    const other = await startReaderWithCards();
    const own = await other.makeCard();
    await other.insert(own);
    const host = startHostProcess(other.environment);
    const reply = host.ask('certify', euroPurchase(other.readerName));
    await other.asking(true);
    await other.stop();
    expect(await reply).toMatchObject({
      ok: false,
      error: { code: expect.stringMatching(/ERR_(PCSC|READER|CARD_REMOVED)/) },
    });
    await host.closePipe();
  });
});
