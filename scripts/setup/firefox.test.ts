import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFirefox } from './firefox.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecomm-firefox-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(path: string, text = '#!/bin/sh\n'): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o755 });
  return file;
}

const environment = (changes: NodeJS.ProcessEnv = {}) => ({
  PATH: join(folder, 'bin'),
  PUPPETEER_CACHE_DIR: join(folder, 'cache'),
  ...changes,
});

test('Debian’s Firefox is found on the PATH, before another', async () => {
  await program('bin/firefox');
  const esr = await program('bin/firefox-esr');
  expect(findFirefox(environment())).toBe(esr);
});

test('a script that starts a snap is no Firefox for us; the one that Puppeteer keeps is', async () => {
  await program('bin/firefox', '#!/bin/sh\nexec /snap/bin/firefox "$@"\n');
  expect(findFirefox(environment())).toBeUndefined();
  const kept = await program('cache/firefox/linux-esr_140.0/firefox/firefox');
  expect(findFirefox(environment())).toBe(kept);
});

test('ECOMM_FIREFOX goes before all, and names nothing else where it is wrong', async () => {
  await program('bin/firefox-esr');
  const own = await program('own/firefox');
  expect(findFirefox(environment({ ECOMM_FIREFOX: own }))).toBe(own);
  expect(findFirefox(environment({ ECOMM_FIREFOX: `${own}-gone` }))).toBeUndefined();
});
