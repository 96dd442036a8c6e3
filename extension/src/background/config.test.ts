/** The configuration that a bank ships: taken whole, or refused with the field that is wrong. */
import { encodeBase64 } from '@ecomm/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import placeholder from '../../public/config.json' with { type: 'json' };
import { issuerOf, readConfig } from './config.ts';

let config: Record<string, unknown>;

beforeAll(async () => {
  const world = await createTestWorld();
  config = {
    anchors: [encodeBase64(world.root.certificate.der)],
    brand: 'CB-demo',
    issuers: [{ name: 'Banque Un', bins: ['497010'], enrolUrl: 'http://127.0.0.1:8081/set' }],
    intermediary: { id: 'INTERMEDIARY-1', url: 'http://127.0.0.1:8082' },
  };
});

const read = (changes: object) => readConfig(JSON.stringify({ ...config, ...changes }));

describe('a configuration', () => {
  test('is taken with its anchors, and the usual range of one click', async () => {
    const { config: taken, trust } = await read({});
    expect(trust.anchors).toHaveLength(1);
    expect(taken.ranges.EUR).toEqual({ least: 1, most: 1000 });
    expect(issuerOf(taken, '497010')?.name).toBe('Banque Un');
    expect(issuerOf(taken, '555555')).toBeUndefined();
  });

  test('may give its URLs with a slash at the end', async () => {
    const { config: taken } = await read({ intermediary: { id: 'I', url: 'https://i.example/' } });
    expect(taken.intermediary.url).toBe('https://i.example');
  });

  test('that is the placeholder says that there is no bank', async () => {
    await expect(readConfig(JSON.stringify(placeholder))).rejects.toMatchObject({
      code: 'ERR_WALLET_NOT_CONFIGURED',
    });
  });

  test.each([
    ['no JSON', '{', ''],
    ['an anchor that is no certificate', { anchors: ['AAAA'] }, 'anchors'],
    [
      'an intermediary without TLS',
      { intermediary: { id: 'I', url: 'http://i.example' } },
      'intermediary.url',
    ],
    [
      'an issuer whose BIN is none',
      { issuers: [{ name: 'B', bins: ['49'], enrolUrl: 'https://b.example' }] },
      'issuers.0.bins.0',
    ],
    ['an unknown member', { password: 'x' }, 'password'],
  ])('with %s is refused', async (_what, changes, field) => {
    const text = typeof changes === 'string' ? changes : JSON.stringify({ ...config, ...changes });
    await expect(readConfig(text)).rejects.toMatchObject({
      code: 'ERR_WALLET_CONFIG_INVALID',
      facts: { field },
    });
  });
});
