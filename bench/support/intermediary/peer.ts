/**
 * A peer in the same run: x402's verification of `batch-settlement` vouchers, in memory, on the core that the intermediary
 * has. Its packages are installed the first time, below bench/peers, from the lock file there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../peers/x402/', import.meta.url));

export interface PeerFigures {
  /** One signature each is verified, on secp256k1, by JavaScript. */
  readonly vouchersPerSecond: number;
  /** Two verifications and one signature on P-256, by the same JavaScript; nothing else. */
  readonly oursOnSameCurveCodePerSecond: number;
}

/** `undefined`, said on standard error, where the peer can't be installed or run. */
export function measurePeer(
  pin: (command: readonly string[]) => readonly string[],
  say: (line: string) => void,
): PeerFigures | undefined {
  if (!existsSync(`${folder}node_modules`)) {
    say('Installing x402’s packages to compare with (npm ci in bench/peers/x402)');
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) return void say('note: x402’s packages could not be installed; there is no peer');
  }
  const [file = '', ...args] = pin([process.execPath, `${folder}verify-vouchers.mjs`]);
  const { status, stdout } = spawnSync(file, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) return void say('note: x402’s verification failed; there is no peer');
  return JSON.parse(stdout);
}
