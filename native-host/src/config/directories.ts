/** Where a user's files are, by the conventions of each system (XDG Base Directory on Linux). */
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export function homeDirectoryOf(environment: Environment): string {
  return environment.HOME ?? homedir();
}

/** `~/.config/ecomm`, `~/Library/Application Support/ecomm`, `%APPDATA%\ecomm`. */
export function configDirectoryOf(environment: Environment, platform: NodeJS.Platform): string {
  const home = homeDirectoryOf(environment);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'ecomm');
  if (platform === 'win32') return join(environment.APPDATA ?? join(home, 'AppData', 'Roaming'), 'ecomm');
  return join(xdgConfigHome(environment), 'ecomm');
}

/** A relative path there is invalid and ignored, as the specification says. */
export function xdgConfigHome(environment: Environment): string {
  const configured = environment.XDG_CONFIG_HOME;
  return configured?.startsWith('/') ? configured : join(homeDirectoryOf(environment), '.config');
}
