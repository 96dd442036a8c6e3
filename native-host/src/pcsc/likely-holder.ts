/**
 * Who probably holds a reader that is in use. PC/SC does not say; but the programs that keep cards open are few
 * and known, and a name helps more than "another program" (GnuPG's scdaemon above all).
 */
import { readdir, readFile } from 'node:fs/promises';

/** In order of how often each is to blame. Names as in /proc/…/comm, which Linux cuts to 15 characters. */
const knownHolders = [
  'scdaemon',
  'yubikey-agent',
  'pkcs11_eventmgr',
  'pcsc_scan',
  'opensc-tool',
  'opensc-notify',
  'web-eid',
  'qdigidoc4',
  'AusweisApp',
  'AusweisApp2',
  'eid-viewer',
  'ssh-pkcs11-help',
  'vpnagentd',
  'ecomm-host',
];

/** The program's name, or undefined when none of the known ones runs. Never fails. */
export async function findLikelyHolder(): Promise<string | undefined> {
  const names = await runningPrograms();
  return knownHolders.find((name) => names.has(name));
}

/** Only Linux tells without starting another program. */
async function runningPrograms(): Promise<ReadonlySet<string>> {
  const entries = await readdir('/proc').catch(() => []);
  const others = entries.filter((entry) => /^\d+$/.test(entry) && entry !== String(process.pid));
  const names = await Promise.all(
    others.map((pid) =>
      readFile(`/proc/${pid}/comm`, 'utf8').then(
        (name) => name.trim(),
        () => '',
      ),
    ),
  );
  return new Set(names);
}
