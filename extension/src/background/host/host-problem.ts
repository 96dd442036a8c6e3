/**
 * "Host not found" is four different things. This is the only place that reads the browsers' own words for why a
 * native port closed (Chromium: native_message_host.cc; Firefox: NativeMessaging.sys.mjs); they are never
 * localized.
 */
import { WalletError } from '../../shared/errors.ts';

export interface PortHistory {
  /** A host answered in this browser profile before. */
  readonly seen: boolean;
  /** The host on this very port has said who it is. */
  readonly greeted: boolean;
  /** Which the host's manifest would have to name. */
  readonly extensionId: string;
}

const forbidden = /forbidden|disabled by the system administrator|not have permission[^(]*$/i;
const cannotStart = /failed to start|does not exist, or is not executable/i;
const notFound = /not found|no such native application|or the application is not installed/i;
const badFrames = /error when communicating|exceeds the limit/i;
/** Firefox, of a program that can't be started and of a message that is no JSON alike (ExtensionCommon.sys.mjs). */
const unexplained = /unexpected error occurred/i;

/** What the closing of the port means. Without a reason, or with one that is unknown, the host ended by itself. */
export function hostProblem(
  reason: string | undefined,
  { seen, greeted, extensionId }: PortHistory,
): WalletError {
  const text = reason ?? '';
  if (forbidden.test(text)) return new WalletError('ERR_HOST_FORBIDDEN', { extensionId });
  if (cannotStart.test(text)) return new WalletError('ERR_HOST_MISPLACED');
  // Browsers say the same of no manifest and of a manifest that points nowhere; that it worked before tells.
  if (notFound.test(text)) return new WalletError(seen ? 'ERR_HOST_MISPLACED' : 'ERR_HOST_NOT_INSTALLED');
  if (unexplained.test(text) && !greeted) return new WalletError('ERR_HOST_MISPLACED');
  if (badFrames.test(text) || unexplained.test(text))
    return new WalletError('ERR_HOST_NONSENSE', { what: 'frame' });
  return new WalletError('ERR_HOST_CRASHED');
}
