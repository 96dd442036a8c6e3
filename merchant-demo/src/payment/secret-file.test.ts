/** Secrets are made once, kept for their owner alone, and never half written. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readOrMakeSecret } from './secret-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'secret-file-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('a secret stays the same, and nobody else may read it', async () => {
  const path = join(directory, 'one');
  const secret = await readOrMakeSecret(path);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(await readOrMakeSecret(path)).toBe(secret);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('two that start at once agree, and leave no draft behind', async () => {
  const path = join(directory, 'two');
  const secrets = await Promise.all(Array.from({ length: 8 }, () => readOrMakeSecret(path)));
  expect(new Set(secrets).size).toBe(1);
  expect(readdirSync(directory).filter((name) => name.startsWith('two.'))).toEqual([]);
});

test.each(['', 'short', `${'a'.repeat(42)}`, 'not base64url! '.repeat(4)])(
  'the file %j is refused',
  async (text) => {
    const path = join(directory, 'bad');
    writeFileSync(path, text);
    await expect(readOrMakeSecret(path)).rejects.toThrow(/holds no secret/);
  },
);
