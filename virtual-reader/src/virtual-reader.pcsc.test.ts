import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StartedVirtualReader, startVirtualReader } from './start-virtual-reader.ts';
import { makeDemoDirectories } from './testing/demo-card.ts';
import { openPcscClient, type PcscClient } from './testing/pcsc-client.ts';

const selectApdu = '00a4040008f045434f4d4d423000';
const featureRequest = 0x42000d48;
/** Long enough not to be in a port or a time by chance. */
const pin = '40719263';
const wrongPin = '38157246';

/** PC/SC part 10: 30 s, 89/47/04, 4 to 12 digits, OK key, French, then `BC 20 00 00 08 20 FF…`. */
const verifyStructure = Uint8Array.from(
  Buffer.from(
    '1e1e8947040c040201' + '0c04' + '00' + '000000' + '0d000000' + 'bc2000000820ffffffffffffff',
    'hex',
  ),
);

let reader: StartedVirtualReader;
let client: PcscClient;
let dataDir: string;
const output: string[] = [];

beforeAll(async () => {
  const directories = await makeDemoDirectories([{ pin }, { cardId: 'robin', pin }]);
  dataDir = directories.dataDir;
  reader = await startVirtualReader({ ...directories, onLog: (line) => output.push(line) });
  client = await openPcscClient(reader.pcscSocket);
});

afterAll(async () => {
  client?.close();
  await reader?.stop();
});

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await post('key', { key });
}

async function post(action: string, body: object): Promise<Response> {
  return fetch(new URL(`api/${action}`, reader.panelUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function panelState(): Promise<{ display: string[]; pinEntry: { active: boolean; digits: number } }> {
  return (await fetch(new URL('api/state', reader.panelUrl))).json();
}

async function verifyPin(whileAsked: () => Promise<unknown>): Promise<string> {
  const features = await client.control(featureRequest, new Uint8Array(0));
  const at = features.indexOf(Buffer.from([0x06, 0x04]));
  const answer = client.control(features.readUInt32BE(at + 2), verifyStructure);
  const pressed = untilAsked().then(whileAsked);
  return (await Promise.all([answer, pressed]))[0].toString('hex');
}

async function untilAsked(): Promise<void> {
  while (!(await panelState()).pinEntry.active) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('the real pcscd and libccid', () => {
  test('list the reader under the name that was announced', () => {
    expect(client.reader.name).toBe(reader.readerName);
  });

  test('see a card go in, and SELECT answers with three tries left', async () => {
    await client.waitForCard(false);
    await post('insert', { cardId: 'camille' });
    await client.waitForCard(true);
    await client.connect();
    expect(await client.transmit(selectApdu)).toBe('6f158408f045434f4d4d4230a5099f080200019f1701039000');
  });

  test('read the longest record whole', async () => {
    expect(await client.transmit('bcb0000300')).toBe(`${'05'.repeat(64)}9000`);
  });

  test('offer PIN verification on the reader', async () => {
    const features = await client.control(featureRequest, new Uint8Array(0));
    expect(features[0]).toBe(0x06);
  });

  test('carry a right PIN from the keypad to the card', async () => {
    const answer = await verifyPin(async () => {
      await press(...pin);
      expect(await panelState()).toMatchObject({
        display: ['Tapez code et OK', '********'],
        pinEntry: { digits: 8 },
      });
      await press('ok');
    });
    expect(answer).toBe('9000');
    expect((await panelState()).display[0]).toBe('Code bon');
  });

  test('a certificate follows a ratified PIN, once', async () => {
    const transactionData =
      '0101000000012480025002199804011015007c1c27b7440578cfcd039dbccaf5a116202122232425262728292a2b2c2d2e2f3031323307822c102bc02d3b';
    expect(await client.transmit('bc400000')).toBe('9000');
    const certificate = await client.transmit(`bc8000003e${transactionData}00`);
    expect(certificate).toMatch(/^000000010103[0-9a-f]{16}9000$/);
    expect(await client.transmit('bcc0000000')).toBe(certificate);
    expect(await client.transmit(`bc8000003e${transactionData}00`)).toBe('6985');
  });

  test('a wrong PIN costs a try and the display says so', async () => {
    expect(await verifyPin(() => press(...wrongPin, 'ok'))).toBe('63c2');
    expect((await panelState()).display).toEqual(['Code faux', 'Reste 2 essais']);
  });

  test('OK before four digits does nothing, and cancel is told to the host', async () => {
    expect(await verifyPin(() => press('4', 'ok', '0', 'clear', 'cancel'))).toBe('6401');
  });

  test('the session still works after a cancelled PIN', async () => {
    expect(await client.transmit('bcb0020100')).toBe('00000001029000');
  });

  test('a card pulled while its PIN is asked for ends the request with an error', async () => {
    await expect(verifyPin(() => post('remove', {}))).rejects.toThrow(
      /0x80100016|0x80100069|transact|removed/i,
    );
    await client.waitForCard(false);
  });

  test('cards swapped at once are seen as a removal and an insertion', async () => {
    await client.disconnect().catch(() => {});
    await post('insert', { cardId: 'camille' });
    await client.waitForCard(true);
    const gone = client.waitForCard(false);
    await post('remove', {});
    await post('insert', { cardId: 'robin' });
    await gone;
    await client.waitForCard(true);
    await client.connect();
    expect(await client.transmit(selectApdu)).toMatch(/9f1701039000$/);
  });

  test('no PIN and no PIN block is in anything that the process wrote', async () => {
    const stored = await readFile(join(dataDir, 'state', 'camille.json'), 'utf8');
    const text = [...output, stored].join('\n');
    expect(text).toContain('card inserted');
    expect(stored).toContain('pinTriesLeft');
    for (const secret of [pin, wrongPin]) {
      const hexPairs = secret.match(/../g)?.join('[^0-9]*') ?? '';
      const singleDigits = [...secret].join('[^0-9]+');
      expect(text).not.toMatch(new RegExp(`${hexPairs}|${singleDigits}`));
    }
  });
});
