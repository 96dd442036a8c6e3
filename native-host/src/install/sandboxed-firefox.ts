/**
 * Firefox from a Snap or a Flatpak can't start programs of the system by itself: it asks the WebExtensions portal,
 * and the user must have allowed it (flatpak's permission store; xdg-desktop-portal, WebExtensions).
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nativeHostName } from '@ecomm/messages';
import { type Environment, homeDirectoryOf } from '../config/directories.ts';

export interface SandboxedFirefox {
  readonly kind: 'snap' | 'flatpak';
  /** What the user runs once. */
  readonly permissionCommand: string;
}

const flatpakId = 'org.mozilla.firefox';

/** The sandboxed Firefoxes of this user or system. `root` is `/`, save in tests. */
export async function findSandboxedFirefox(
  environment: Environment,
  root = '/',
): Promise<SandboxedFirefox[]> {
  const home = homeDirectoryOf(environment);
  const candidates = [
    {
      kind: 'snap',
      application: 'snap.firefox',
      paths: [join(root, 'snap', 'firefox'), join(home, 'snap', 'firefox')],
    },
    {
      kind: 'flatpak',
      application: flatpakId,
      paths: [join(root, 'var', 'lib', 'flatpak', 'app', flatpakId), join(home, '.var', 'app', flatpakId)],
    },
  ] as const;
  const found: SandboxedFirefox[] = [];
  for (const { kind, application, paths } of candidates) {
    const present = await Promise.all(
      paths.map((path) =>
        stat(path).then(
          () => true,
          () => false,
        ),
      ),
    );
    if (!present.includes(true)) continue;
    const permissionCommand = `flatpak permission-set webextensions ${nativeHostName} ${application} yes`;
    found.push({ kind, permissionCommand });
  }
  return found;
}
