import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demoCardValue, makeDemoDirectories } from '../testing/demo-card.ts';
import { parseCardFile, readCardDirectory } from './card-file.ts';

const valid = demoCardValue();
const parse = (value: unknown, name = 'camille.json') => parseCardFile(JSON.stringify(value), name);

describe('card files', () => {
  test('a card as the issuer writes it is read', () => {
    expect(parse(valid)).toMatchObject({ cardId: 'camille', maximumMinor: 300_000, pinTryLimit: 3 });
  });

  test.each([
    ['an unknown member', { ...valid, pin: '4071' }],
    ['another profile', { ...valid, profile: 'B0Prime-2' }],
    ['a cardId that leaves the directory', { ...valid, cardId: '../camille' }],
    ['a short card key', { ...valid, camKey: 'ecbf' }],
    ['a signature of 63 bytes', { ...valid, staticSignature: 'A'.repeat(84) }],
    ['padded base64url', { ...valid, identityRecord: `${valid.identityRecord}=` }],
    ['an identity record that names another card', { ...valid, pan: '4970100000000014' }],
    ['an identity record that names another currency', { ...valid, currency: '978' }],
    ['more tries left than its limit', { ...valid, initialPinTriesLeft: 4 }],
    ['no try limit', { ...valid, pinTryLimit: 0 }],
    ['a negative maximum', { ...valid, maximumMinor: -1 }],
    ['half a cent', { ...valid, ceilingMinor: 0.5 }],
    ['no PIN verifier', { ...valid, pinVerifier: undefined }],
    ['a PIN hash of one byte', { ...valid, pinVerifier: { ...valid.pinVerifier, hash: 'AA' } }],
    ['an array instead of a card', []],
  ])('%s is refused', (_what, value) => {
    expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'ERR_READER_CARD_FILE_INVALID' }));
  });

  test('a refused file is named, its values are not', () => {
    const error = (() => {
      try {
        return parse({ ...valid, camKey: 'secret-key' });
      } catch (caught) {
        return caught;
      }
    })();
    expect(String(error)).toContain('camKey');
    expect(String(error)).not.toContain('secret-key');
  });

  test('a file under another name is refused', () => {
    expect(() => parse(valid, 'robin.json')).toThrow(
      expect.objectContaining({ code: 'ERR_READER_CARD_FILE_INVALID' }),
    );
  });

  test('a spoilt file does not hide the other cards', async () => {
    const { cardsDir } = await makeDemoDirectories([{}, { cardId: 'robin' }]);
    await writeFile(join(cardsDir, 'broken.json'), '{');
    const { cards, refused } = await readCardDirectory(cardsDir);
    expect([...cards.keys()]).toEqual(['camille', 'robin']);
    expect(refused).toMatchObject([{ code: 'ERR_READER_CARD_FILE_INVALID' }]);
  });
});
