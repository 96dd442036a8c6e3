/** What the command line refuses: with a code, words, the right exit code, and every file as it was. */
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IdentityFile } from '@ecomm/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pkiErrorCodes } from './errors.ts';
import { makeTestDirectory, runHere } from './testing/command-line.ts';

/** 2026-11-23T12:00:00Z. */
const testTime = 1_795_435_200;
const year = 365 * 24 * 3600;

let root: string;
/** The tree under test and another one with the same names; made once, copied never: nothing may change. */
const here = (...path: string[]) => join(root, 'tree', ...path);
const other = (...path: string[]) => join(root, 'other', ...path);

const run = (args: readonly string[], options: { readonly at?: number; readonly input?: string } = {}) =>
  runHere(args, { at: testTime, ...options });

async function mustRun(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await run(args);
  if (exitCode !== 0) throw new Error(stderr);
}

const shop = (dataDir: string, file: string, ...more: string[]) => [
  ...['issue', '--data', dataDir, '--type', 'merchant', '--name', 'Shop', '--id', 'SHOP'],
  ...['--city', 'Paris', '--bin', '497011', '--out', file, ...more],
];
const contentsOf = async (directory: string): Promise<Record<string, string>> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(paths.sort().map(async (path) => [path, await readFile(path, 'base64')])),
  );
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ecomm-pki-'));
  for (const directory of [here(), other()]) {
    await mustRun('create-tree', '--data', directory, '--bank', 'One', '--bank', 'Two');
    await mustRun(...shop(directory, join(directory, 'shop.json')));
  }
  await mustRun(...shop(here(), here('gone.json')));
  await mustRun('revoke', here('gone.json'), '--data', here());
  await mustRun('publish', '--data', here());
  const file: IdentityFile = JSON.parse(await readFile(here('shop.json'), 'utf8'));
  const damaged = { ...file, signature: { ...file.signature, privateKey: { kty: 'EC', d: 'x' } } };
  await writeFile(here('damaged.json'), JSON.stringify(damaged));
  await writeFile(here('half.json'), JSON.stringify(file).slice(0, 400));
  await writeFile(here('notes.json'), '{}');
  const key = `-----BEGIN PRIVATE KEY-----\n${Buffer.from('a key').toString('base64')}\n-----END PRIVATE KEY-----\n`;
  await writeFile(here('key.pem'), key);
});
afterAll(() => rm(root, { recursive: true }));

describe('what is refused', () => {
  const data = () => ['--data', here()];
  const fresh = () => here('fresh.json');
  // biome-ignore format: a table reads best with one case a line
  const cases: readonly (readonly [what: string, code: string, args: () => readonly string[], at?: number])[] = [
    ['a second tree over the first', 'ERR_PKI_EXISTS', () => ['create-tree', ...data()]],
    ['two banks of one name', 'ERR_PKI_OPTION', () => ['create-tree', '--data', here('new'), '--bank', 'É', '--bank', 'e']],
    ['a bank without a letter', 'ERR_PKI_OPTION', () => ['create-tree', '--data', here('new'), '--bank', '!!', '--bank', '??']],
    ['six banks', 'ERR_PKI_OPTION', () => ['create-tree', '--data', here('new'), ...[...'abcdef'].flatMap((name) => ['--bank', name])]],
    ['a country that is none', 'ERR_PKI_OPTION', () => ['create-tree', '--data', here('new'), '--country', 'France']],
    ['a brand with an invisible letter', 'ERR_PKI_OPTION', () => ['create-tree', '--data', here('new'), '--brand', 'C\u200bB']],
    ['a directory that is not there', 'ERR_PKI_DIRECTORY', () => shop(here('nowhere'), fresh())],
    ['a directory without a tree', 'ERR_PKI_DIRECTORY', () => ['list', '--data', here('pki', 'publication')]],
    ['a file that is there already', 'ERR_PKI_EXISTS', () => shop(here(), here('shop.json'))],
    ['an authority that is not there', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--authority', 'nobody')],
    ['an authority of another kind', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--authority', 'gateways')],
    ['a merchant without a city', 'ERR_PKI_OPTION', () => ['issue', ...data(), '--type', 'merchant', '--name', 'S', '--out', fresh()]],
    ['a bank’s number of five digits', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--bin', '49701')],
    ['an identifier with a space', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--id', 'A B')],
    ['a name with a line break', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--name', 'A\nB')],
    ['dates the wrong way round', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--not-before', '2028-02-01', '--not-after', '2028-01-01')],
    ['a validity that has ended', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--not-after', '2026-11-23T11:30:00Z')],
    ['a validity longer than the issuer’s', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--not-after', '2040-01-01')],
    ['a validity that begins before the issuer’s', 'ERR_PKI_OPTION', () => shop(here(), fresh(), '--not-before', '2020-01-01')],
    ['a second authority of one name', 'ERR_PKI_OPTION', () => ['issue', ...data(), '--type', 'merchant-authority', '--name', 'One Merchants', '--out', here('pki', 'x.json')]],
    ['an authority that has expired', 'ERR_PKI_AUTHORITY_EXPIRED', () => shop(here(), fresh()), testTime + 11 * year],
    ['a renewal below an expired authority', 'ERR_PKI_AUTHORITY_EXPIRED', () => ['renew', here('shop.json'), ...data()], testTime + 11 * year],
    ['a renewal of an expired authority below an expired brand', 'ERR_PKI_AUTHORITY_EXPIRED', () => ['renew', here('pki', 'merchants.json'), ...data()], testTime + 11 * year],
    ['a publication by an expired brand', 'ERR_PKI_AUTHORITY_EXPIRED', () => ['publish', ...data()], testTime + 11 * year],
    ['a renewal of what is revoked', 'ERR_PKI_REVOKED', () => ['renew', here('gone.json'), ...data()]],
    ['a renewal of what another tree issued', 'ERR_PKI_FOREIGN', () => ['renew', other('shop.json'), ...data()]],
    ['a renewal of an authority’s file elsewhere', 'ERR_PKI_OPTION', () => ['renew', here('copy.json'), ...data()]],
    ['a renewal of a damaged key', 'ERR_PKI_FILE', () => ['renew', here('damaged.json'), ...data()]],
    ['a renewal of half a file', 'ERR_PKI_FILE', () => ['renew', here('half.json'), ...data()]],
    ['a renewal of what is no identity', 'ERR_MESSAGE_MALFORMED', () => ['renew', here('notes.json'), ...data()]],
    ['a renewal of the root', 'ERR_PKI_OPTION', () => ['renew', here('pki', 'root.json'), ...data()]],
    ['a second revocation', 'ERR_PKI_REVOKED', () => ['revoke', here('gone.json'), ...data()]],
    ['a revocation of another tree’s', 'ERR_PKI_FOREIGN', () => ['revoke', other('shop.json'), ...data()]],
    ['a revocation of the brand', 'ERR_PKI_FOREIGN', () => ['revoke', here('pki', 'brand.json'), ...data()]],
    ['a revocation of a publication', 'ERR_PKI_FILE', () => ['revoke', here('pki', 'publication', 'revocation.json'), ...data()]],
    ['a number that nobody issued', 'ERR_PKI_SERIAL_UNKNOWN', () => ['revoke', ...data(), '--authority', 'merchants', '--serial', '1234']],
    ['a number that is none', 'ERR_PKI_OPTION', () => ['revoke', ...data(), '--authority', 'merchants', '--serial', 'xyz']],
    ['a number of an unknown authority', 'ERR_PKI_OPTION', () => ['revoke', ...data(), '--authority', 'nobody', '--serial', '12']],
    ['a publication whose number goes back', 'ERR_PKI_SEQUENCE', () => ['publish', ...data(), '--sequence', '1']],
    ['a publication whose number stands', 'ERR_PKI_SEQUENCE', () => ['publish', ...data(), '--sequence', '2']],
    ['a look at a file that is not there', 'ERR_PKI_FILE', () => ['inspect', here('nothing')]],
    ['a look at half a file', 'ERR_PKI_FILE', () => ['inspect', here('half.json')]],
    ['a look at a key', 'ERR_PKI_FILE', () => ['inspect', here('key.pem')]],
    ['a look at nothing', 'ERR_PKI_FILE', () => ['inspect', '-']],
  ];

  beforeAll(async () => {
    await writeFile(here('copy.json'), await readFile(here('pki', 'merchants.json')));
  });

  const tests = cases.map(([what, code, args, at = testTime]) => ({ what, code, args, at }));
  test.each(tests)('$what: $code', async ({ code, args, at }) => {
    const before = await contentsOf(root);
    const { exitCode, stdout, stderr } = await run(args(), { at });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^error: ${code}\\b.*\\nto do: .+\\n$`));
    expect(await contentsOf(root)).toEqual(before);
  });

  test('every code of the package has a case', () => {
    const tried = new Set(cases.map(([, code]) => code));
    expect(pkiErrorCodes.filter((code) => !tried.has(code))).toEqual([]);
  });

  test.each([
    ['no command', []],
    ['an unknown command', ['destroy']],
    ['an unknown option', ['list', '--data', 'D', '--force']],
    ['a type that is none', ['issue', '--data', 'D', '--type', 'cardholder', '--name', 'N', '--out', 'F']],
    ['a reason that is none', ['revoke', 'F', '--data', 'D', '--reason', 'bored']],
    ['a missing directory', ['publish']],
    ['a day that is none', ['renew', 'F', '--data', 'D', '--not-after', '2028-02-31']],
    ['a date in words', ['renew', 'F', '--data', 'D', '--not-after', 'tomorrow']],
    ['a publication number of zero', ['publish', '--data', 'D', '--sequence', '0']],
    ['neither file nor number to revoke', ['revoke', '--data', 'D']],
    ['both file and number to revoke', ['revoke', 'F', '--data', 'D', '--authority', 'a', '--serial', '1']],
  ])('%s is a matter of usage', async (_what, args) => {
    const { exitCode, stderr } = await run(args);
    expect(exitCode).toBe(2);
    expect(stderr).not.toBe('');
  });

  test('the process ends with the same codes', async () => {
    const directory = await makeTestDirectory();
    expect(await directory.run('list', '--data', '{D}')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: ERR_PKI_DIRECTORY/),
    });
    expect((await directory.run('list')).exitCode).toBe(2);
    expect((await directory.runWith(Buffer.from('no certificate'), 'inspect', '-')).exitCode).toBe(1);
    await directory.remove();
  });
});

test.each(['create-tree', 'issue', 'renew', 'revoke', 'publish', 'inspect', 'list', 'roll-root'])(
  '%s --help has an example',
  async (command) => {
    const { exitCode, stdout } = await run([command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Example:\n  ecomm-pki ${command} `);
  },
);

describe('a tree of its own', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'ecomm-pki-'));
    await mustRun('create-tree', '--data', dataDir);
  });
  afterEach(() => rm(dataDir, { recursive: true }));
  const refusal = async (...args: string[]) => {
    const { exitCode, stderr } = await run([...args, '--data', dataDir]);
    return exitCode === 0 ? undefined : /ERR_\w+/.exec(stderr)?.[0];
  };

  test('is moved aside, not removed, when another is really wanted', async () => {
    await mustRun('create-tree', '--data', dataDir, '--really-overwrite');
    expect((await readdir(dataDir)).sort()).toEqual(['pki', `pki.replaced-${testTime}`]);
  });

  test('does all but roll over and renew its brand while the root’s keys are kept elsewhere', async () => {
    for (const name of ['root', 'next-root'])
      await rename(join(dataDir, 'pki', `${name}.json`), join(dataDir, `${name}.kept`));
    await mustRun(...shop(dataDir, join(dataDir, 'shop.json')));
    await mustRun('renew', join(dataDir, 'shop.json'), '--data', dataDir);
    await mustRun('renew', join(dataDir, 'pki', 'merchants.json'), '--data', dataDir);
    await mustRun('revoke', join(dataDir, 'shop.json'), '--data', dataDir);
    for (const args of [['publish'], ['list'], ['inspect', join(dataDir, 'shop.json')]])
      expect(await refusal(...args)).toBeUndefined();
    expect(await refusal('roll-root')).toBe('ERR_PKI_DIRECTORY');
    expect(await refusal('renew', join(dataDir, 'pki', 'brand.json'))).toBe('ERR_PKI_DIRECTORY');
    await rename(join(dataDir, 'next-root.kept'), join(dataDir, 'pki', 'next-root.json'));
    expect(await refusal('roll-root')).toBeUndefined();
  });

  test('does not roll over to a key that its root did not commit to', async () => {
    await writeFile(join(dataDir, 'pki', 'next-root.json'), await readFile(other('pki', 'next-root.json')));
    expect(await refusal('roll-root')).toBe('ERR_PKI_DIRECTORY');
  });

  test('whose authorities have expired is renewed from the brand downwards', async () => {
    const at = testTime + 11 * year;
    for (const name of ['brand', 'merchants'])
      expect(
        await run(['renew', join(dataDir, 'pki', `${name}.json`), '--data', dataDir], { at }),
      ).toMatchObject({
        exitCode: 0,
      });
    expect((await run(shop(dataDir, join(dataDir, 'shop.json')), { at })).exitCode).toBe(0);
    const { stdout } = await run(['inspect', join(dataDir, 'shop.json'), '--data', dataDir], { at });
    expect(stdout).toContain('valid, under eComm Root');
  });

  test.each(['brand', 'merchants', 'next-root', 'revoked'])('says when %s.json is damaged', async (name) => {
    await writeFile(join(dataDir, 'pki', `${name}.json`), '{"half');
    const { stderr } = await run([name === 'next-root' ? 'roll-root' : 'publish', '--data', dataDir]);
    expect(stderr).toMatch(new RegExp(`ERR_PKI_DIRECTORY: .*${name}.json`));
  });

  test('does not certify with a key that is not the authority’s', async () => {
    const [path, wrong] = [join(dataDir, 'pki', 'merchants.json'), join(dataDir, 'pki', 'gateways.json')];
    const file: IdentityFile = JSON.parse(await readFile(path, 'utf8'));
    const { privateKey } = (JSON.parse(await readFile(wrong, 'utf8')) as IdentityFile).signature;
    await writeFile(path, JSON.stringify({ ...file, signature: { ...file.signature, privateKey } }));
    const out = join(dataDir, 'shop.json');
    expect((await run(shop(dataDir, out))).stderr).toContain('ERR_CERTIFICATE_SIGNATURE');
    expect(await readdir(dataDir)).toEqual(['pki']);
  });

  test('publishes no list that nobody could read', async () => {
    const entry = { authority: 'merchants', reason: 'keyCompromise', revokedAt: testTime };
    const write = (count: number) => {
      const serials = Array.from({ length: count }, (_, index) => (2n ** 126n + BigInt(index)).toString(16));
      const revoked = serials.map((serialNumber) => ({ ...entry, serialNumber }));
      return writeFile(join(dataDir, 'pki', 'revoked.json'), JSON.stringify(revoked));
    };
    await write(1100);
    expect(await refusal('publish')).toBeUndefined();
    await write(1500);
    expect(await refusal('publish')).toBe('ERR_PKI_OPTION');
  });

  test('an authority that is revoked certifies no more, and what it certified is refused', async () => {
    const out = join(dataDir, 'shop.json');
    await mustRun(...shop(dataDir, out));
    await mustRun('revoke', join(dataDir, 'pki', 'merchants.json'), '--data', dataDir);
    expect((await run(shop(dataDir, join(dataDir, 'second.json')))).stderr).toContain('ERR_PKI_REVOKED');
    expect((await run(['inspect', out, '--data', dataDir])).stdout).toContain('ERR_CERTIFICATE_REVOKED');
  });
});
