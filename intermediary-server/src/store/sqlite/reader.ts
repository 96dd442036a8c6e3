/**
 * Reads of the operator beside the payments: sums and searches take longer than a payment may wait, so another thread does
 * them. It is started when it is first needed. What is read together is read on one state of the database.
 */
import { Worker } from 'node:worker_threads';
import type { Answer, Statement, Steps } from '../sql/engine.ts';

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

interface Reply {
  readonly id: number;
  readonly rows?: readonly unknown[];
  readonly error?: { readonly message: string; readonly code?: string };
}

export class SqliteReader {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** One after the other, each in a transaction of its own. Rejects with SQLite's error. */
  run<T>(makeSteps: () => Steps<T>): Promise<T> {
    const mine = this.#tail.then(() => this.#transact(makeSteps));
    this.#tail = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#failAll(new Error('the ledger is closed'));
  }

  async #transact<T>(makeSteps: () => Steps<T>): Promise<T> {
    await this.#ask('BEGIN', []);
    try {
      const steps = makeSteps();
      let step = steps.next();
      while (!step.done) step = steps.next(await this.#ask(step.value.text, step.value.values));
      return step.value;
    } finally {
      await this.#ask('COMMIT', []);
    }
  }

  #ask(text: string, values: Statement['values']): Promise<Answer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, { resolve, reject });
      worker.ref();
      worker.postMessage({ id: this.#lastId, text, values });
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./reader-thread.mjs', import.meta.url), {
      workerData: { path: this.#path },
      execArgv: [],
    });
    worker.on('message', ({ id, rows = [], error }: Reply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      // Idle, it keeps no program from ending.
      if (this.#waiting.size === 0) worker.unref();
      if (error === undefined) waiting?.resolve({ rows, changes: rows.length });
      else waiting?.reject(Object.assign(new Error(error.message), { code: error.code }));
    });
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('the reading thread ended')));
    return worker;
  }

  #lose(worker: Worker, error: Error): void {
    if (this.#worker === worker) this.#worker = undefined;
    this.#failAll(error);
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
