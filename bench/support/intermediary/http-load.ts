/** MPReqs over HTTP on loopback: as fast as they are answered, or at a given rate whatever happens to them. */
import { Agent, request } from 'node:http';
import { runAll } from './run-all.ts';

export interface LoadResult {
  readonly perSecond: number;
  /** Sorted. */
  readonly latenciesMs: readonly number[];
}

export class HttpLoad {
  readonly #url: string;
  readonly #agent: Agent;

  constructor(url: string, connections: number) {
    this.#url = `${url}/mset/mpreq`;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** So many at once. */
  async saturate(messages: readonly string[], atOnce: number): Promise<LoadResult> {
    const latenciesMs: number[] = [];
    const from = performance.now();
    await runAll(messages, atOnce, async (message) => void latenciesMs.push(await this.#send(message)));
    return finished(messages.length, from, latenciesMs);
  }

  /** One after the other at fixed times: a late answer does not delay the next request. */
  async pace(messages: readonly string[], perSecond: number): Promise<LoadResult> {
    const latenciesMs: number[] = [];
    const from = performance.now();
    const sent: Promise<void>[] = [];
    for (const [index, message] of messages.entries()) {
      const waitMs = from + (1000 * index) / perSecond - performance.now();
      if (waitMs > 0.5) await new Promise((resolve) => setTimeout(resolve, waitMs));
      sent.push(this.#send(message).then((tookMs) => void latenciesMs.push(tookMs)));
    }
    await Promise.all(sent);
    return finished(messages.length, from, latenciesMs);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Milliseconds to the whole answer. Throws unless it is an approval. */
  #send(message: string): Promise<number> {
    const from = performance.now();
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/jose', 'content-length': message.length };
      const asked = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const tookMs = performance.now() - from;
          const body = Buffer.concat(parts).toString();
          if (response.statusCode === 200 && codeOf(body) === 'approved') resolve(tookMs);
          else reject(new Error(`${response.statusCode}: ${body}`));
        });
      });
      asked.on('error', reject);
      asked.end(message);
    });
  }
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function finished(count: number, from: number, latenciesMs: number[]): LoadResult {
  const tookMs = performance.now() - from;
  return { perSecond: (1000 * count) / tookMs, latenciesMs: latenciesMs.sort((left, right) => left - right) };
}

function codeOf(body: string): string | undefined {
  const [, payload = ''] = (JSON.parse(body) as { res: string }).res.split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { code?: string }).code;
}
