/**
 * A pcscd of our own beside the user's: the real daemon with the real libccid serial driver on our line.
 *
 * pcscd's socket path is compiled in, but it takes a listening socket as descriptor 3 (sd_listen_fds(3)). So a
 * few lines of Perl bind one in a private directory and become pcscd. The filter keeps it off real readers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { VirtualReaderError } from '../errors.ts';

export interface Pcscd {
  /** For PCSCLITE_CSOCK_NAME of the clients. */
  readonly socketPath: string;
  /** As SCardListReaders names it. */
  readonly readerName: string;
  /** Rejects when the daemon ends without having been asked to. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

export interface PcscdOptions {
  readonly devicePath: string;
  readonly onLog: (line: string) => void;
}

const friendlyName = 'eComm Virtual Pinpad';
/** pcscd adds the number of the reader and of its slot. */
const readerName = `${friendlyName} 00 00`;
const stopTimeoutMs = 3_000;

const pcscdPaths = ['/usr/sbin/pcscd', '/usr/local/sbin/pcscd', '/sbin/pcscd'];
const driverPaths = [
  '/usr/lib/pcsc/drivers/serial/libccidtwin.so',
  '/usr/lib64/pcsc/drivers/serial/libccidtwin.so',
  '/usr/local/lib/pcsc/drivers/serial/libccidtwin.so',
];
const installHint = 'On Debian or Ubuntu: apt-get install pcscd libccid';

/**
 * ARGV: socket, prctl's number or 0, then the command. prctl(PR_SET_PDEATHSIG, SIGKILL): libccid spins when its
 * line goes away in the middle of a read, so the daemon must not outlive a reader that was killed.
 */
const launcherScript = `
use Socket; use POSIX ();
my ($path, $prctl, @command) = @ARGV;
umask 0077;
socket(my $listener, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!\\n";
bind($listener, pack_sockaddr_un($path)) or die "bind $path: $!\\n";
listen($listener, 16) or die "listen: $!\\n";
if (fileno($listener) != 3) { POSIX::dup2(fileno($listener), 3) // die "dup2: $!\\n"; }
else { require Fcntl; fcntl($listener, Fcntl::F_SETFD(), 0) // die "fcntl: $!\\n"; }
syscall($prctl, 1, 9) if $prctl;
$ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$;
exec(@command) or die "exec $command[0]: $!\\n";
`;

/** The system call prctl, by processor. */
const prctlNumbers: Partial<Record<NodeJS.Architecture, number>> = {
  x64: 157,
  arm64: 167,
  arm: 172,
  ia32: 172,
};

/** @throws VirtualReaderError `ERR_READER_PCSCD_MISSING`, `ERR_READER_DRIVER_MISSING` */
export function findPcscd(
  daemons: readonly string[] = pcscdPaths,
  drivers: readonly string[] = driverPaths,
): { readonly pcscd: string; readonly driver: string } {
  const pcscd = daemons.find(isExecutable);
  if (pcscd === undefined) {
    throw new VirtualReaderError('ERR_READER_PCSCD_MISSING', 'the smart card daemon pcscd is not installed', {
      hint: installHint,
    });
  }
  const driver = drivers.find((path) => existsSync(path));
  if (driver === undefined) {
    throw new VirtualReaderError(
      'ERR_READER_DRIVER_MISSING',
      'the serial reader driver libccidtwin is not installed',
      {
        hint: installHint,
      },
    );
  }
  return { pcscd, driver };
}

/** The reader must already answer on `devicePath`: serial readers are opened once, at the daemon's start. */
export async function startPcscd({ devicePath, onLog }: PcscdOptions): Promise<Pcscd> {
  const { pcscd, driver } = findPcscd();
  const directory = await mkdtemp(join(tmpdir(), 'ecomm-pcscd-'));
  const socketPath = join(directory, 'pcscd.comm');
  const configPath = join(directory, 'reader.conf');
  await writeFile(configPath, readerConf(devicePath, driver), { mode: 0o600 });
  const prctl = String(prctlNumbers[process.arch] ?? 0);
  const child = spawn('perl', ['-e', launcherScript, socketPath, prctl, pcscd, '-f', '-c', configPath], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...daemonEnvironment(), PCSCLITE_FILTER_IGNORE_READER_NAMES: foreignNameFilter(friendlyName) },
  });
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', onLog);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  let stopping = false;
  const ended = exited.then((why): never => {
    if (stopping) return undefined as never;
    throw new VirtualReaderError('ERR_READER_STOPPED', `pcscd ended by itself (${why})`);
  });
  ended.catch(() => {});
  return {
    socketPath,
    readerName,
    ended,
    async stop() {
      stopping = true;
      await terminate(child, exited);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function terminate(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
}

function readerConf(devicePath: string, driver: string): string {
  return [
    `FRIENDLYNAME "${friendlyName}"`,
    `DEVICENAME ${devicePath}:GemPCPinPad`,
    `LIBPATH ${driver}`,
    '',
  ].join('\n');
}

/**
 * pcscd ignores a reader whose name contains one of the given strings. Each letter that our own name lacks is one:
 * no reader of the user's has a name without all of them.
 */
export function foreignNameFilter(ownName: string): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return [...letters].filter((letter) => !ownName.includes(letter)).join(':');
}

function daemonEnvironment(): NodeJS.ProcessEnv {
  const { LANG, PATH, TMPDIR } = process.env;
  return { ...(LANG && { LANG }), ...(PATH && { PATH }), ...(TMPDIR && { TMPDIR }) };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
