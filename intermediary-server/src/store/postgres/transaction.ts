/**
 * One transaction on one connection. Statements whose answer says nothing new are sent without waiting for it, and the
 * COMMIT right behind them: a payment is two journeys to the server, BEGIN with its question and its writes with COMMIT.
 * The server commits nothing if any of them failed.
 */
import type { ClientBase, QueryResult } from 'pg';
import type { Answer, Statement, Steps } from '../sql/engine.ts';
import { preparedOf } from './prepared.ts';

const nothing: Answer = { rows: [], changes: 0 };

export class Transaction {
  readonly #client: ClientBase;
  readonly #sent: Promise<QueryResult>[] = [];

  constructor(client: ClientBase, begin: string) {
    this.#client = client;
    this.#send(begin);
  }

  /** Throws what the first statement that failed threw. */
  async run<T>(steps: Steps<T>): Promise<T> {
    let step = steps.next();
    while (!step.done) step = steps.next(await this.#execute(step.value));
    return step.value;
  }

  async commit(): Promise<void> {
    const { command } = await this.#settled(this.#send('COMMIT'));
    // The server's answer to COMMIT of a transaction in which a statement has failed.
    if (command !== 'COMMIT') throw new Error('internal error: the transaction was not committed');
  }

  async rollback(): Promise<void> {
    await this.#send('ROLLBACK');
  }

  async #execute({ text, values, kind }: Statement): Promise<Answer> {
    const answer = this.#send({ ...preparedOf(text), values: [...values] });
    if (kind === 'put') return nothing;
    const { rows, rowCount } = await this.#settled(answer);
    return { rows, changes: rowCount ?? 0 };
  }

  #send(query: string | { name?: string; text: string; values: unknown[] }): Promise<QueryResult> {
    const answer = this.#client.query(query);
    // Looked at with what comes after it.
    answer.catch(() => {});
    this.#sent.push(answer);
    return answer;
  }

  /** The answer, once all that was sent before it has succeeded: the first failure is the cause of the others. */
  async #settled(answer: Promise<QueryResult>): Promise<QueryResult> {
    await Promise.all(this.#sent.splice(0));
    return answer;
  }
}
