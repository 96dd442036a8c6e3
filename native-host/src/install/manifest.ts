/** The manifest that lets a browser start the host, and for which extensions. Chrome's kin and Firefox differ. */
import { nativeHostName } from '@ecomm/messages';
import type { BrowserName } from './browsers.ts';

export const manifestFileName = `${nativeHostName}.json`;

export interface HostManifest {
  readonly name: string;
  readonly description: string;
  /** Absolute. */
  readonly path: string;
  readonly type: 'stdio';
  /** Chrome's kin: `chrome-extension://<id>/`. */
  readonly allowed_origins?: readonly string[];
  /** Firefox. */
  readonly allowed_extensions?: readonly string[];
}

export function hostManifest(
  browser: BrowserName,
  path: string,
  extensionIds: readonly string[],
): HostManifest {
  const common = {
    name: nativeHostName,
    description: 'eComm: the chip card in your reader, for the eComm wallet',
    path,
    type: 'stdio',
  } as const;
  if (browser === 'firefox') return { ...common, allowed_extensions: extensionIds };
  return { ...common, allowed_origins: extensionIds.map((id) => `chrome-extension://${id}/`) };
}

/** The ids that a manifest lets in, or undefined for a file that is no manifest of this host. */
export function extensionIdsOf(manifest: unknown): readonly string[] | undefined {
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  const { name, type, path, allowed_origins, allowed_extensions } = manifest as Partial<HostManifest>;
  const allowed: unknown = allowed_origins ?? allowed_extensions;
  if (name !== nativeHostName || type !== 'stdio' || typeof path !== 'string' || !Array.isArray(allowed)) {
    return undefined;
  }
  return allowed.map((id) => String(id).replace(/^chrome-extension:\/\/([^/]*)\/$/, '$1'));
}

/** Chrome's ids are 32 letters a to p; Firefox's an address-like name or a UUID in braces. */
export function isExtensionId(browser: BrowserName, id: string): boolean {
  if (browser !== 'firefox') return /^[a-p]{32}$/.test(id);
  return /^(?:[A-Za-z0-9._-]*@[A-Za-z0-9._-]+|\{[0-9a-fA-F-]{36}\})$/.test(id) && id.length <= 255;
}
