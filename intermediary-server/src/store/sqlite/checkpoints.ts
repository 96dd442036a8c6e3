/**
 * Checkpoints beside the payments. A log that is copied into the database inside of a COMMIT holds everybody up for as long as
 * that takes; another thread does it here, every now and then. The log is begun anew only when all of it has been copied
 * (https://www.sqlite.org/wal.html#ckpt), which never comes while there are new commits: so a long log is copied once more
 * while commits wait, which is short, as little is left by then.
 *
 * It only tidies: where the thread fails, SQLite's own checkpoint comes in, later (`wal_autocheckpoint`).
 */
import { Worker } from 'node:worker_threads';

/** Often enough that each takes little, and seldom enough that a page which changes all the time is copied seldom. */
const usualPauseMs = 500;
/** Pages. A shorter log is left to grow. */
const usualLongLog = 4096;

interface Copied {
  /** Pages in the log. */
  readonly frames: number;
  /** How many of them are in the database now. */
  readonly copied: number;
}

export class Checkpoints {
  readonly #path: string;
  readonly #pauseMs: number;
  readonly #longLog: number;
  #worker: Worker | undefined;
  #answer: ((copied: Copied | undefined) => void) | undefined;
  #copying: Promise<Copied | undefined> | undefined;
  #isLong = false;
  #lastMs = performance.now();

  constructor(path: string, { pauseMs = usualPauseMs, longLog = usualLongLog } = {}) {
    this.#path = path;
    this.#pauseMs = pauseMs;
    this.#longLog = longLog;
  }

  /** After each commit. What it returns is to be waited for before the next one. */
  afterCommit(): Promise<unknown> | undefined {
    if (this.#copying !== undefined) return undefined;
    const isLong = this.#isLong;
    if (!isLong && performance.now() - this.#lastMs < this.#pauseMs) return undefined;
    this.#isLong = false;
    this.#copying = this.#copy();
    const done = this.#copying.then((copied) => {
      this.#copying = undefined;
      this.#lastMs = performance.now();
      // Once: what stands in the way of all of it, such as a long read, will stand there a moment later, too.
      this.#isLong = !isLong && copied !== undefined && copied.frames > this.#longLog;
      return copied;
    });
    return isLong ? done : undefined;
  }

  async close(): Promise<void> {
    await this.#copying;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  /** Undefined when the thread could not. */
  #copy(): Promise<Copied | undefined> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve) => {
      this.#answer = (copied) => {
        // Idle, it keeps no program from ending.
        worker.unref();
        resolve(copied);
      };
      worker.ref();
      worker.postMessage('copy');
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./checkpoint-thread.mjs', import.meta.url), {
      workerData: { path: this.#path },
      execArgv: [],
    });
    const lose = () => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#answer?.(undefined);
    };
    return worker
      .on('message', (copied) => this.#answer?.(copied))
      .on('error', lose)
      .on('exit', lose);
  }
}
