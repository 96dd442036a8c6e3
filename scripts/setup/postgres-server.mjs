/**
 * A PostgreSQL server for one run of the tests, or of a benchmark: in a folder of its own, on a Unix socket in it, gone with
 * it. It trusts whoever reaches the socket, and waits for the disk only where it is asked to: what it holds is not kept.
 *
 * PostgreSQL refuses to run as root. As root, it runs as the user `postgres`, or `nobody` where there is none.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetUpError } from './errors.mjs';
import { findPostgres } from './find-postgres.mjs';
import { needs, systemFamily } from './system-needs.mjs';
import { packagesFor } from './system-packages.mjs';

const limitMs = 60_000;
const settings = [
  "listen_addresses=''",
  'max_connections=200',
  'shared_buffers=64MB',
  'log_min_messages=fatal',
];
const forgetful = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * Starts one in a folder that exists and is empty.
 *
 * @param {string} folder
 * @param {{ durable?: boolean }} [options] `durable`: a commit is on disk, as in an operator's
 * @returns {string} the URL of its database `postgres`, as a user who may do all
 * @throws {SetUpError} when there is no PostgreSQL here or it doesn't start
 */
export function startPostgres(folder, { durable = false } = {}) {
  const programs = findPostgres() ?? refuse();
  const user = postgresUser();
  const [data, socket] = [join(folder, 'data'), join(folder, 'socket')];
  mkdirSync(socket);
  if (user !== undefined) for (const path of [folder, socket]) chownSync(path, user.uid, user.gid);
  const run = (/** @type {string} */ program, /** @type {string[]} */ args) =>
    runAs(user, join(programs, program), args, folder);
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '-k']);
  const own = durable ? settings : [...settings, ...forgetful];
  const options = [...own, `unix_socket_directories='${socket}'`].map((setting) => `-c ${setting}`);
  run('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-w', '-o', options.join(' '), 'start']);
  return `postgres://postgres@localhost/postgres?host=${encodeURIComponent(socket)}`;
}

/**
 * Stops what runs in the folder, if anything does, and removes it.
 *
 * @param {string} folder
 */
export function stopPostgres(folder) {
  const data = join(folder, 'data');
  const programs = findPostgres();
  if (programs !== undefined && existsSync(join(data, 'postmaster.pid')))
    runAs(postgresUser(), join(programs, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'], folder);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {{ uid: number, gid: number } | undefined} user
 * @param {string} program
 * @param {string[]} args
 * @param {string} folder
 */
function runAs(user, program, args, folder) {
  // The server keeps what it is given open: a pipe would never end.
  const { status, error, stderr } = spawnSync(program, args, {
    ...user,
    cwd: folder,
    timeout: limitMs,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', args.at(-1) === 'start' ? 'ignore' : 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  if (status === 0) return;
  const log = join(folder, 'log');
  const said = [error?.message, stderr, existsSync(log) ? readFileSync(log, 'utf8') : ''].filter(Boolean);
  throw new SetUpError(
    `PostgreSQL does not start: ${said.join('\n').trim() || `code ${status}`}`,
    'run the tests where processes may be started as another user, or as a user who is not root',
  );
}

/** @returns {{ uid: number, gid: number } | undefined} whom to become, when we are root */
function postgresUser() {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new SetUpError(
    'PostgreSQL does not run as root',
    'make a user "postgres", or run the tests as a user',
  );
}

/** @returns {never} */
function refuse() {
  const packages = packagesFor(
    needs.filter(({ want }) => want === 'postgres'),
    systemFamily(),
  );
  throw new SetUpError(
    'there is no PostgreSQL server here, and the ledger is tested on a real one',
    `run "npm test", which installs it, or install it: ${packages.join(' ') || 'postgresql'}`,
  );
}
