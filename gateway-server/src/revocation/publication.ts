/**
 * What this gateway hands out of revocation: the brand's publication in its data directory, with what the bank revoked
 * since. It is fetched by whoever asks, and brought to the intermediaries that the settings name.
 *
 * The gateway's own trust goes by the publication alone: it asks the bank, which refuses a stolen card at once.
 */
import { type Identity, RevocationStatus } from '@ecomm/protocol';
import type { Ports } from '../ports.ts';
import type { AdditionStore } from '../store/addition-store.ts';
import type { RevocationStore } from '../store/revocation-store.ts';
import { addRevocation } from './add-revocation.ts';
import { createRevocationPush, type PushPorts } from './push-revocation.ts';
import { readRevocationFile } from './revocation-file.ts';

export interface PublicationParts extends Pick<Ports, 'clock' | 'log'> {
  readonly path: string;
  readonly brand: string;
  /** The cardholders' authority. */
  readonly identity: Identity;
  readonly revocations: RevocationStore;
  readonly additions: AdditionStore;
  /** Where lists are pushed to. */
  readonly urls: readonly string[];
  /** Without them nothing is pushed. */
  readonly push: PushPorts | undefined;
}

export interface Publication {
  /** JSON as it is handed out, undefined when nothing has been published here. */
  read(): Promise<string | undefined>;
  /** Takes up what was published or revoked meanwhile, and pushes it. Never throws: what fails is noted. */
  refresh(): Promise<void>;
  stop(): void;
}

export function createPublication(parts: PublicationParts): Publication {
  const { path, brand, identity, clock, log, additions, urls } = parts;
  const status = new RevocationStatus({ anchors: identity.anchors, brand, required: false });
  const push =
    parts.push &&
    createRevocationPush({ urls, newest: () => status.list, additions, clock, log }, parts.push);
  let seen: string | undefined;
  let isStopped = false;
  const takeUp = async () => {
    const text = await readRevocationFile(path);
    if (text !== undefined && text !== seen) {
      seen = text;
      await status.load(JSON.parse(text), clock(), []);
    }
    if (isStopped) return;
    await addRevocation({ ...parts, status });
    push?.announce();
  };
  let last = Promise.resolve();
  // One after the other: two lists signed at once would have the same number.
  const refresh = () => {
    last = last.then(takeUp).catch((error: Error & { code?: string }) => {
      if (!isStopped)
        log.error({ code: error.code, message: error.message }, 'revocation list not handed out');
    });
    return last;
  };
  return {
    refresh,
    read: async () => {
      await refresh();
      const text = await readRevocationFile(path);
      const added = status.list?.additions;
      return text === undefined || added === undefined
        ? text
        : JSON.stringify({ ...JSON.parse(text), additions: added });
    },
    stop: () => {
      isStopped = true;
      push?.stop();
    },
  };
}
