/**
 * What we need of the system, how to see whether it is there, and what each family of systems calls it.
 *
 * A need is looked for by what it gives (a program, a header, a driver), not by package name, so that it counts
 * however it came to be there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { findBrowser } from './browser.mjs';
import { findOnPath } from './find-on-path.mjs';
import { findPostgres } from './find-postgres.mjs';
import { findFirefox } from './firefox.mjs';

/** @typedef {'build' | 'browser' | 'firefox' | 'pcsc' | 'postgres'} Want */
/** @typedef {'debian' | 'ubuntu' | 'fedora' | 'arch' | 'macos' | 'other'} System */
/**
 * @typedef {object} Need
 * @property {string} what in words
 * @property {Want} want
 * @property {() => boolean} found
 * @property {Partial<Record<System, readonly string[]>>} packages none named: this system has it or can't have it
 */

/** @type {readonly Need[]} */
export const needs = [
  {
    what: 'Chromium',
    want: 'browser',
    found: () => findBrowser() !== undefined,
    packages: {
      debian: ['chromium', 'chromium-sandbox', 'fonts-liberation'],
      fedora: ['chromium', 'liberation-fonts-all'],
      arch: ['chromium', 'ttf-liberation'],
      macos: ['--cask chromium'],
    },
  },
  {
    what: 'Firefox',
    want: 'firefox',
    found: () => findFirefox() !== undefined,
    packages: {
      debian: ['firefox-esr'],
      fedora: ['firefox'],
      arch: ['firefox'],
      macos: ['--cask firefox'],
    },
  },
  {
    what: 'the PC/SC daemon',
    want: 'pcsc',
    found: () => process.platform === 'darwin' || findOnPath('pcscd') !== undefined,
    packages: { debian: ['pcscd'], ubuntu: ['pcscd'], fedora: ['pcsc-lite'], arch: ['pcsclite'] },
  },
  {
    what: "libccid's serial driver",
    want: 'pcsc',
    found: () => ['lib', 'lib64'].some((lib) => existsSync(`/usr/${lib}/pcsc/drivers/serial/libccidtwin.so`)),
    packages: { debian: ['libccid'], ubuntu: ['libccid'], fedora: ['pcsc-lite-ccid'], arch: ['ccid'] },
  },
  {
    what: 'Perl',
    want: 'pcsc',
    found: () => findOnPath('perl') !== undefined,
    packages: {
      debian: ['perl'],
      ubuntu: ['perl'],
      fedora: ['perl-interpreter'],
      arch: ['perl'],
      macos: ['perl'],
    },
  },
  {
    what: "PostgreSQL's server",
    want: 'postgres',
    found: () => findPostgres() !== undefined,
    packages: {
      debian: ['postgresql'],
      ubuntu: ['postgresql'],
      fedora: ['postgresql-server'],
      arch: ['postgresql'],
      macos: ['postgresql@16'],
    },
  },
  {
    what: "PC/SC's header files",
    want: 'build',
    found: () => process.platform === 'darwin' || existsSync('/usr/include/PCSC/winscard.h'),
    packages: {
      debian: ['libpcsclite-dev'],
      ubuntu: ['libpcsclite-dev'],
      fedora: ['pcsc-lite-devel'],
      arch: ['pcsclite'],
    },
  },
  tool('Python 3', 'python3', { fedora: 'python3', arch: 'python', macos: 'python' }),
  tool('make', 'make', { fedora: 'make', arch: 'make', macos: 'make' }),
  tool('a C++ compiler', 'g++', { fedora: 'gcc-c++', arch: 'gcc', macos: 'gcc' }),
];

/**
 * @param {readonly Want[]} wants
 * @returns {Need[]}
 */
export function missingNeeds(wants) {
  return needs.filter((need) => wants.includes(need.want) && !need.found());
}

/**
 * Which family this system is of, from os-release(5)'s ID and ID_LIKE.
 *
 * @param {NodeJS.Platform} [platform]
 * @param {string} [osRelease] the file's text
 * @returns {System}
 */
export function systemFamily(platform = process.platform, osRelease = readOsRelease()) {
  if (platform === 'darwin') return 'macos';
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, words = '']) =>
    words.split(' '),
  );
  if (ids.includes('ubuntu')) return 'ubuntu';
  if (ids.includes('debian')) return 'debian';
  if (ids.includes('fedora') || ids.includes('rhel')) return 'fedora';
  if (ids.includes('arch')) return 'arch';
  return 'other';
}

/**
 * A build tool that node-gyp calls; Debian's package has the program's own name.
 *
 * @param {string} what
 * @param {string} program
 * @param {{ fedora: string, arch: string, macos: string }} names
 * @returns {Need}
 */
function tool(what, program, { fedora, arch, macos }) {
  return {
    what,
    want: 'build',
    found: () => findOnPath(program) !== undefined,
    packages: { debian: [program], ubuntu: [program], fedora: [fedora], arch: [arch], macos: [macos] },
  };
}

function readOsRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
}
