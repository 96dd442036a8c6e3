/** Keeps a process and its threads on one core, where the system can (taskset of util-linux). */
import { spawnSync } from 'node:child_process';

/** Returns false where it can't be done: figures of a run without it are not per core. */
export function pinToCore(pid: number, core: number): boolean {
  const { status } = spawnSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
  return status === 0;
}
