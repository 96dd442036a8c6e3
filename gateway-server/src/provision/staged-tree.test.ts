/** A tree is there whole or not at all, wherever its making was interrupted. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StagedTree, writeTreeOnce } from './staged-tree.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ecomm-tree-'));
});
afterEach(() => rm(root, { recursive: true }));

const entries = ['one', 'two'];
const writeBoth = (content: string) => async (tree: StagedTree) => {
  await tree.writeJson('one/a.json', { content });
  await tree.writeJson('two/b.json', { content });
};
const contentOf = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8')).content;

test('a tree is written once', async () => {
  expect(await writeTreeOnce(root, entries, writeBoth('first'))).toBe(true);
  expect(await writeTreeOnce(root, entries, writeBoth('second'))).toBe(false);
  expect(await contentOf('one/a.json')).toBe('first');
  expect((await readdir(root)).sort()).toEqual(entries);
});

test('other files beside it do not matter and stay', async () => {
  await writeFile(join(root, 'notes'), 'mine');
  expect(await writeTreeOnce(root, entries, writeBoth('first'))).toBe(true);
  expect(await readFile(join(root, 'notes'), 'utf8')).toBe('mine');
});

test('one that failed half way leaves nothing, and is made anew', async () => {
  const failing = async (tree: StagedTree) => {
    await tree.writeJson('one/a.json', { content: 'half' });
    throw new Error('power cut');
  };
  await expect(writeTreeOnce(root, entries, failing)).rejects.toThrow('power cut');
  expect(await readdir(root)).not.toContain('one');
  expect(await writeTreeOnce(root, entries, writeBoth('whole'))).toBe(true);
  expect(await contentOf('one/a.json')).toBe('whole');
  expect(await contentOf('two/b.json')).toBe('whole');
});

test('one that was complete but only half in place is put in place', async () => {
  const staging = join(root, '.provisioning');
  for (const directory of [join(root, 'one'), join(staging, 'two')])
    await mkdir(directory, { recursive: true });
  await writeFile(join(root, 'one', 'a.json'), '{"content":"interrupted"}');
  await writeFile(join(staging, 'two', 'b.json'), '{"content":"interrupted"}');
  await writeFile(join(staging, 'complete'), '');
  expect(await writeTreeOnce(root, entries, writeBoth('new'))).toBe(true);
  expect(await contentOf('one/a.json')).toBe('interrupted');
  expect(await contentOf('two/b.json')).toBe('interrupted');
  expect((await readdir(root)).sort()).toEqual(entries);
});
