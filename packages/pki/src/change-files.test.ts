/** Several files change together, wherever a run was interrupted. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changeFiles, finishChange } from './change-files.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecomm-change-'));
  await changeFiles(directory, contents('old'));
});
afterEach(() => rm(directory, { recursive: true }));

const contents = (text: string) =>
  new Map<string, unknown>([
    ['one.json', text],
    ['deep/two.json', text],
    ['three.der', new TextEncoder().encode(text)],
  ]);
const stage = async (complete: boolean) => {
  await mkdir(join(directory, '.pki-change', 'files', 'deep'), { recursive: true });
  await writeFile(join(directory, '.pki-change', 'files', 'deep', 'two.json'), '"new"');
  if (complete) await writeFile(join(directory, '.pki-change', 'complete'), '');
};
const textIn = (path: string) => readFile(join(directory, path), 'utf8');

test('all are replaced, for their owner only, and nothing else is left', async () => {
  await changeFiles(directory, contents('new'));
  expect(await Promise.all(['one.json', 'deep/two.json', 'three.der'].map(textIn))).toEqual([
    '"new"\n',
    '"new"\n',
    'new',
  ]);
  expect((await stat(join(directory, 'deep', 'two.json'))).mode & 0o077).toBe(0);
  expect((await readdir(directory)).sort()).toEqual(['deep', 'one.json', 'three.der']);
});

test('a change that was complete but half in place is finished', async () => {
  await stage(true);
  await finishChange(directory);
  expect(await textIn('deep/two.json')).toBe('"new"');
  expect(await readdir(directory)).not.toContain('.pki-change');
});

test('a change that was not complete is none, and does not mix with the next', async () => {
  await stage(false);
  await finishChange(directory);
  expect(await textIn('deep/two.json')).toBe('"old"\n');
  await changeFiles(directory, new Map([['one.json', 'new']]));
  expect(await textIn('deep/two.json')).toBe('"old"\n');
});

test('where nothing was begun there is nothing to finish', async () => {
  await finishChange(join(directory, 'nowhere'));
  expect(await readdir(directory)).not.toContain('nowhere');
});
