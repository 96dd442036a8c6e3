/**
 * A pseudo-terminal from Node: the reader's end of a serial line whose other end is a device file.
 *
 * Node has no openpty. The kernel's own way (pts(4)) is taken: open /dev/ptmx, unlock the slave with TIOCSPTLCK
 * through Perl of Debian's base system, find its number in /proc. The slave stays open here, so that the line does
 * not hang up between two openings by the driver.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { VirtualReaderError } from '../errors.ts';

export interface PseudoTerminal {
  /** The device file for the other end. */
  readonly slavePath: string;
  onData(listener: (bytes: Uint8Array) => void): void;
  write(bytes: Uint8Array): void;
  close(): void;
}

/** TIOCSPTLCK, _IOW('T', 0x31, int), with 0: unlock. */
const unlockScript = 'my $off = pack("i", 0); ioctl(STDIN, 0x40045431, $off) or die "TIOCSPTLCK: $!\\n"';
const retryMs = 5;

/** @throws VirtualReaderError `ERR_READER_TOOL_MISSING`, `ERR_READER_PTY_FAILED` */
export function openPseudoTerminal(): PseudoTerminal {
  const { master, slave, slavePath } = openPair();
  const input = new ReadStream(master);
  // The stream owns the descriptor from here on; an error on it is the other end going away.
  input.on('error', () => {});
  const queue: Uint8Array[] = [];
  let closed = false;

  function flush(): void {
    while (!closed && queue.length > 0) {
      const [bytes] = queue;
      if (bytes === undefined) return;
      try {
        const written = writeSync(master, bytes);
        if (written < bytes.length) queue[0] = bytes.subarray(written);
        else queue.shift();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        setTimeout(flush, retryMs);
        return;
      }
    }
  }

  return {
    slavePath,
    onData: (listener) => void input.on('data', (chunk: Buffer) => listener(new Uint8Array(chunk))),
    write(bytes) {
      if (closed) return;
      queue.push(bytes);
      if (queue.length === 1) flush();
    },
    close() {
      if (closed) return;
      closed = true;
      input.destroy();
      closeSync(slave);
    },
  };
}

function openPair(): { readonly master: number; readonly slave: number; readonly slavePath: string } {
  const flags = constants.O_RDWR | constants.O_NOCTTY;
  let master: number;
  try {
    master = openSync('/dev/ptmx', flags);
  } catch (cause) {
    throw ptyFailed('/dev/ptmx cannot be opened', cause);
  }
  try {
    run('perl', ['-e', unlockScript], master);
    const index = /^tty-index:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${master}`, 'latin1'))?.[1];
    if (index === undefined) throw ptyFailed('the kernel does not tell the number of the pseudo-terminal');
    const slavePath = `/dev/pts/${index}`;
    run('stty', ['-F', slavePath, 'raw', '-echo']);
    return { master, slave: openSync(slavePath, flags), slavePath };
  } catch (error) {
    closeSync(master);
    throw error instanceof VirtualReaderError
      ? error
      : ptyFailed('the pseudo-terminal cannot be opened', error);
  }
}

function run(command: string, args: readonly string[], stdin: number | 'ignore' = 'ignore'): void {
  const result = spawnSync(command, args, { stdio: [stdin, 'ignore', 'pipe'] });
  if (result.error !== undefined) {
    throw new VirtualReaderError('ERR_READER_TOOL_MISSING', `the program ${command} cannot be run`, {
      cause: result.error,
      hint: 'Install the packages perl-base and coreutils.',
    });
  }
  if (result.status !== 0) throw ptyFailed(`${command} failed: ${result.stderr.toString().trim()}`);
}

function ptyFailed(message: string, cause?: unknown): VirtualReaderError {
  return new VirtualReaderError('ERR_READER_PTY_FAILED', message, {
    cause,
    hint: 'The virtual reader needs Linux with /dev/ptmx, /dev/pts and /proc.',
  });
}
