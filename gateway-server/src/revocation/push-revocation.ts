/**
 * Brings the newest revocation list to the intermediaries that the settings name, the moment there is one: POST
 * /set/revocation, again and again with growing pauses until it is taken. Which list each has taken is kept, so a gateway
 * that was restarted goes on where it was.
 */
import { digestOf, type RevocationList } from '@ecomm/protocol';
import type { Clock, Log } from '../ports.ts';
import type { AdditionStore } from '../store/addition-store.ts';

export interface PushPorts {
  readonly fetch: typeof fetch;
  /** Resolves after that time, or at once when the signal says so. */
  pause(durationMs: number, signal: AbortSignal): Promise<void>;
}

export interface PushParts {
  /** Without a trailing slash. */
  readonly urls: readonly string[];
  /** The newest list, undefined while there is none. */
  readonly newest: () => RevocationList | undefined;
  readonly additions: AdditionStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RevocationPush {
  /** There may be another list: whoever has not taken it gets it now, whatever pause was being made. */
  announce(): void;
  stop(): void;
}

const leastPauseMs = 250;
const mostPauseMs = 60_000;
const answerTimeoutMs = 5000;

export function createRevocationPush(parts: PushParts, ports: PushPorts): RevocationPush {
  const stopping = new AbortController();
  const receivers = parts.urls.map((url) => new Receiver(url, parts, ports, stopping.signal));
  return {
    announce: () => {
      for (const receiver of receivers) receiver.announce();
    },
    stop: () => {
      stopping.abort();
      for (const receiver of receivers) receiver.wake();
    },
  };
}

class Receiver {
  readonly #url: string;
  readonly #parts: PushParts;
  readonly #ports: PushPorts;
  readonly #stopped: AbortSignal;
  #isRunning = false;
  #isNews = false;
  #pausing = new AbortController();

  constructor(url: string, parts: PushParts, ports: PushPorts, stopped: AbortSignal) {
    this.#url = url;
    this.#parts = parts;
    this.#ports = ports;
    this.#stopped = stopped;
  }

  announce(): void {
    this.#isNews = true;
    this.wake();
    if (!this.#isRunning) void this.#run();
  }

  wake(): void {
    this.#pausing.abort();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let pauseMs = leastPauseMs;
    while (this.#isNews && !this.#stopped.aborted) {
      this.#isNews = false;
      // What is announced from here on cuts the next pause short, also when it comes before the pause.
      this.#pausing = new AbortController();
      if (await this.#isBrought()) {
        pauseMs = leastPauseMs;
        continue;
      }
      await this.#ports.pause(pauseMs, this.#pausing.signal);
      pauseMs = this.#isNews ? leastPauseMs : Math.min(2 * pauseMs, mostPauseMs);
      this.#isNews = true;
    }
    this.#isRunning = false;
  }

  /** Whether nothing is left to bring. */
  async #isBrought(): Promise<boolean> {
    const { newest, additions, clock, log } = this.#parts;
    const list = newest();
    if (list === undefined) return true;
    const body = JSON.stringify(list);
    try {
      const digest = await digestOf(body);
      if (this.#stopped.aborted || additions.takenBy(this.#url) === digest) return true;
      const { status } = await this.#ports.fetch(`${this.#url}/set/revocation`, {
        ...{ method: 'POST', body, redirect: 'error' },
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.any([this.#stopped, AbortSignal.timeout(answerTimeoutMs)]),
      });
      if (this.#stopped.aborted) return true;
      if (status < 200 || status > 299) {
        log.warn({ url: this.#url, status }, 'a revocation list was not taken');
        return false;
      }
      additions.saveTaken(this.#url, digest, clock());
      log.info({ url: this.#url, digest }, 'revocation list pushed');
      return true;
    } catch (error) {
      if (this.#stopped.aborted) return true;
      log.warn({ url: this.#url, error: String(error) }, 'a revocation list could not be pushed');
      return false;
    }
  }
}
