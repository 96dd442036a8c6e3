import { expect, test } from 'vitest';
import { SetUpError } from './errors.mjs';
import { checkNodeVersion, oldestNode } from './node-version.mjs';
import { isInstalled } from './npm-packages.mjs';
import { needs, systemFamily } from './system-needs.mjs';
import { packagesFor } from './system-packages.mjs';

test.each([oldestNode, '20.20.2', '22.0.0', '100.1.0'])('Node %s is new enough', (version) => {
  expect(() => checkNodeVersion(version)).not.toThrow();
});

test.each(['18.20.0', '20.9.0', '20.11.1', '9.99.99'])(
  'Node %s is refused with what is needed',
  (version) => {
    expect(() => checkNodeVersion(version)).toThrow(SetUpError);
    expect(() => checkNodeVersion(version)).toThrow(oldestNode);
  },
);

test.each([
  ['ID=debian\n', 'debian'],
  ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'ubuntu'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'ubuntu'],
  ['ID=raspbian\nID_LIKE=debian\n', 'debian'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
  ['ID=arch\n', 'arch'],
  ['ID=nixos\n', 'other'],
  ['', 'other'],
])('os-release %j is of the family %s', (osRelease, family) => {
  expect(systemFamily('linux', osRelease)).toBe(family);
});

test('macOS is told by the platform', () => {
  expect(systemFamily('darwin', '')).toBe('macos');
});

test('every need of the reader and of the build has a package on each Linux we name', () => {
  const without = needs
    .filter(({ want }) => want !== 'browser' && want !== 'firefox')
    .filter(({ packages }) => !packages.debian || !packages.ubuntu || !packages.fedora || !packages.arch);
  expect(without).toEqual([]);
});

test('a package that gives two needs is installed once', () => {
  const names = packagesFor(needs, 'arch');
  expect(names.filter((name) => name === 'pcsclite')).toHaveLength(1);
});

const locked = {
  '': {},
  'packages/card': { version: '0.1.0' },
  'node_modules/@ecomm/card': { link: true, resolved: 'packages/card' },
  'node_modules/hono': { version: '4.1.0', integrity: 'sha512-a' },
  'node_modules/@rollup/rollup-darwin-arm64': { version: '4.1.0', optional: true },
};
const installed = {
  'node_modules/@ecomm/card': { link: true, resolved: 'packages/card' },
  'node_modules/hono': { version: '4.1.0', integrity: 'sha512-a' },
};

test('what is locked and installed is in step; another platform’s optional package may be absent', () => {
  expect(isInstalled(locked, installed)).toBe(true);
});

test.each([
  ['is absent', { 'node_modules/hono': undefined }],
  ['has another version', { 'node_modules/hono': { version: '4.2.0', integrity: 'sha512-a' } }],
  ['has other contents', { 'node_modules/hono': { version: '4.1.0', integrity: 'sha512-b' } }],
  ['is linked elsewhere', { 'node_modules/@ecomm/card': { link: true, resolved: 'card' } }],
])('node_modules is out of step when a package %s', (_, change) => {
  expect(isInstalled(locked, JSON.parse(JSON.stringify({ ...installed, ...change })))).toBe(false);
});
