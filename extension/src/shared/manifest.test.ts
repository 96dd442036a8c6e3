/** The manifest that each browser gets: the least permissions, a strict policy, the fixed identities. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import source from '../../../manifest.json' with { type: 'json' };
import { manifestFor } from '../../build/manifest-plugin.ts';
import { chromeExtensionId, firefoxExtensionId } from './extension-id.ts';

const chrome = manifestFor('chrome', { ...source, background: { ...source.background, type: 'module' } });
const firefox = manifestFor('firefox', { ...source, background: { ...source.background, type: 'module' } });

describe.each([
  ['chrome', chrome],
  ['firefox', firefox],
])('the %s manifest', (_browser, manifest) => {
  test('asks for no more than docs/permissions.md explains', () => {
    expect(manifest.permissions).toEqual(['nativeMessaging', 'alarms']);
    for (const member of ['host_permissions', 'optional_permissions', 'optional_host_permissions'])
      expect(manifest).not.toHaveProperty(member);
  });

  test('exposes nothing to pages or other extensions', () => {
    expect(manifest).not.toHaveProperty('web_accessible_resources');
    expect(manifest).not.toHaveProperty('externally_connectable');
    expect(manifest).toMatchObject({
      incognito: 'not_allowed',
      content_scripts: [{ all_frames: false, js: ['content.js'] }],
    });
  });

  test('allows no script but its own, and no plain http off this machine', () => {
    const policy = source.content_security_policy.extension_pages;
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*\.|data:|blob:/);
    expect(policy.match(/http:\/\/[^ ;]+/g)).toEqual(['http://127.0.0.1:*', 'http://localhost:*']);
  });
});

test('nothing listens to other extensions or to pages outside', async () => {
  const root = new URL('..', import.meta.url);
  const sources = (await readdir(root, { recursive: true })).filter((path) => /(?<!test)\.tsx?$/.test(path));
  for (const path of sources) {
    const text = await readFile(new URL(path, root), 'utf8');
    expect(text, path).not.toMatch(/on(Message|Connect)External\s*\./);
    expect(text, path).not.toMatch(/addEventListener\(\s*'message'/);
  }
});

test('Chrome’s id is the digest of the public key in its manifest', () => {
  const digest = createHash('sha256').update(Buffer.from(source.key, 'base64')).digest('hex').slice(0, 32);
  const id = [...digest].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('');
  expect(id).toBe(chromeExtensionId);
  expect(chrome.key).toBe(source.key);
});

test('each browser gets its own form of the background, and nothing of the other’s', () => {
  expect(chrome.background).toEqual({ service_worker: 'background.js', type: 'module' });
  expect(chrome).not.toHaveProperty('browser_specific_settings');
  expect(firefox.background).toEqual({ scripts: ['background.js'], type: 'module' });
  expect(firefox).not.toHaveProperty('key');
  expect(firefox).toMatchObject({
    browser_specific_settings: {
      gecko: {
        id: firefoxExtensionId,
        data_collection_permissions: { required: ['financialAndPaymentInfo'] },
      },
    },
  });
});
