/**
 * The extension's identities, fixed so that the host's manifest can name them (`key` in the Chrome manifest is
 * the public key of which Chrome's id is the digest).
 */
import ids from '../../extension-id.json' with { type: 'json' };

export const chromeExtensionId: string = ids.chrome;
export const firefoxExtensionId: string = ids.firefox;
