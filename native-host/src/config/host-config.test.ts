import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { hostVersion } from '../version.ts';
import { readHostConfig } from './host-config.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ecomm-config-'));
  await mkdir(join(home, '.config/ecomm'), { recursive: true });
});

afterEach(() => rm(home, { recursive: true, force: true }));

const configure = (text: string) => writeFile(join(home, '.config/ecomm/host.json'), text);
const config = (environment: Record<string, string> = {}) =>
  readHostConfig({ HOME: home, ...environment }, 'linux');

describe('configuration', () => {
  test('without a file is empty', async () => {
    expect(await config()).toEqual({ pcscSocket: undefined, pinPads: [] });
  });

  test('the nearest name of the socket wins', async () => {
    await configure('{"pcscSocket":"/file"}');
    expect((await config()).pcscSocket).toBe('/file');
    expect((await config({ PCSCLITE_CSOCK_NAME: '/inherited' })).pcscSocket).toBe('/inherited');
    expect((await config({ PCSCLITE_CSOCK_NAME: '/inherited', ECOMM_PCSC_SOCKET: '/ours' })).pcscSocket).toBe(
      '/ours',
    );
  });

  test('tells how a keypad wants to be asked', async () => {
    const pinPads = [{ reader: 'Odd', timeoutSeconds: 60, pinBlock: 'bits', numberMessage: 0 }];
    await configure(JSON.stringify({ pinPads }));
    expect((await config()).pinPads).toEqual(pinPads);
  });

  test.each([
    ['no JSON', '{'],
    ['a relative socket', '{"pcscSocket":"pcscd.comm"}'],
    ['an unknown member', '{"pcsSocket":"/x"}'],
    ['a time-out that no keypad counts to', '{"pinPads":[{"reader":"x","timeoutSeconds":256}]}'],
    ['a keypad of every reader', '{"pinPads":[{"reader":""}]}'],
  ])('with %s is as good as none', async (_what, text) => {
    await configure(text);
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await config()).toEqual({ pcscSocket: undefined, pinPads: [] });
    expect(said).toHaveBeenCalledWith(expect.stringContaining('host.json is ignored'));
    said.mockRestore();
  });
});

test('the host’s version is its package’s', () => expect(hostVersion).toBe(packageJson.version));
