/**
 * The program that the manifest names: a shell script, for a browser starts its host without a terminal's PATH
 * and can't be told arguments. So it holds absolute paths, and the PC/SC socket where one was given.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeHostName } from '@ecomm/messages';

export const launcherFileName = `${nativeHostName}.sh`;

/** How to start this very host, as an argument list. */
export type HostCommand = readonly string[];

/** The built host where there is one; else the source, through the loader that this process runs with. */
export function hostCommand(entryPath: string, node: string = process.execPath): HostCommand {
  const entry = resolve(entryPath);
  if (!entry.endsWith('.ts')) return [node, entry];
  const built = join(dirname(entry), '..', 'dist', 'ecomm-host.mjs');
  if (existsSync(built)) return [node, built];
  return [node, '--import', fileURLToPath(import.meta.resolve('tsx')), entry];
}

export function launcherScript(command: HostCommand, pcscSocket: string | undefined): string {
  return [
    '#!/bin/sh',
    '# Written by "ecomm-host install"; run that again when Node or eComm has moved.',
    // What a shell was told to load into Node is no business of the browser's.
    'unset NODE_OPTIONS',
    ...(pcscSocket === undefined ? [] : [`export ECOMM_PCSC_SOCKET=${quoted(pcscSocket)}`]),
    `exec ${command.map(quoted).join(' ')} "$@"`,
    '',
  ].join('\n');
}

/** One shell word, whatever is in it (POSIX, XCU 2.2.2). */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
