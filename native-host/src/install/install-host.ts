/**
 * Writes the host's manifest and launcher where the chosen browsers look, for this user alone, and takes them
 * away again. Writing is repeatable: the newest call stands.
 */
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserPlace } from './browsers.ts';
import { type HostCommand, launcherFileName, launcherScript } from './launcher.ts';
import { extensionIdsOf, hostManifest, manifestFileName } from './manifest.ts';

export interface InstallHostOptions {
  readonly place: BrowserPlace;
  readonly command: HostCommand;
  readonly extensionIds: readonly string[];
  readonly pcscSocket: string | undefined;
}

export interface InstalledFiles {
  readonly manifestPath: string;
  readonly launcherPath: string;
}

/** The launcher stands beside its manifest, so that each place can have a socket of its own. */
export async function installHost(options: InstallHostOptions): Promise<InstalledFiles> {
  const { place, command, extensionIds, pcscSocket } = options;
  const files = filesIn(place);
  await mkdir(place.manifestDirectory, { recursive: true });
  await writeWhole(files.launcherPath, launcherScript(command, pcscSocket), 0o755);
  const manifest = hostManifest(place.browser, files.launcherPath, extensionIds);
  await writeWhole(files.manifestPath, `${JSON.stringify(manifest, null, 2)}\n`, 0o644);
  return files;
}

/** True when there was something to take away. */
export async function uninstallHost(place: BrowserPlace): Promise<boolean> {
  const { manifestPath, launcherPath } = filesIn(place);
  const installed = await stat(manifestPath).then(
    () => true,
    () => false,
  );
  await rm(manifestPath, { force: true });
  await rm(launcherPath, { force: true });
  return installed;
}

export type InstallationState =
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly manifestPath: string }
  | { readonly state: 'launcherMissing'; readonly manifestPath: string; readonly launcherPath: string }
  | {
      readonly state: 'installed';
      readonly manifestPath: string;
      readonly launcherPath: string;
      readonly extensionIds: readonly string[];
    };

/** What a browser would find. */
export async function inspectInstallation(place: BrowserPlace): Promise<InstallationState> {
  const { manifestPath } = filesIn(place);
  const text = await readFile(manifestPath, 'utf8').catch(() => undefined);
  if (text === undefined) return { state: 'absent' };
  const manifest = parsed(text);
  const extensionIds = extensionIdsOf(manifest);
  if (extensionIds === undefined) return { state: 'unreadable', manifestPath };
  const launcherPath = (manifest as { readonly path: string }).path;
  const launcher = await stat(launcherPath).catch(() => undefined);
  const executable = launcher?.isFile() === true && (launcher.mode & 0o100) !== 0;
  if (!executable) return { state: 'launcherMissing', manifestPath, launcherPath };
  return { state: 'installed', manifestPath, launcherPath, extensionIds };
}

function filesIn({ manifestDirectory }: BrowserPlace): InstalledFiles {
  return {
    manifestPath: join(manifestDirectory, manifestFileName),
    launcherPath: join(manifestDirectory, launcherFileName),
  };
}

/** A browser that starts meanwhile sees the old file or the new one, never half of it. */
async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const unfinished = `${path}.${process.pid}.new`;
  await writeFile(unfinished, content, { mode });
  await chmod(unfinished, mode);
  await rename(unfinished, path);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
