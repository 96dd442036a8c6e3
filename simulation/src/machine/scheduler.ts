/**
 * Virtual time. One event at a time: what it starts runs until everybody waits for the network, a disk, the clock or
 * nothing, and only then comes the next event, by its virtual time. Nothing waits for real.
 */
import { pendingCrypto } from './crypto-in-turn.ts';

interface Due {
  readonly atMs: number;
  /** Those of one moment in the order in which they were asked for. */
  readonly order: number;
  readonly run: () => unknown;
}

/** Some twenty times what the longest run takes. */
const mostEvents = 100_000;

export class Scheduler {
  /** Since the simulation's beginning. */
  nowMs = 0;
  eventCount = 0;
  /** After every event, when everybody waits again. */
  afterEach: () => void | Promise<void> = () => {};
  readonly #due: Due[] = [];
  readonly #calledOff = new Set<number>();
  #order = 0;
  #activity = 0;

  /** Returns how to call it off. */
  later(delayMs: number, run: () => unknown): () => void {
    const order = this.#order++;
    this.#activity += 1;
    this.#push({ atMs: this.nowMs + Math.max(0, delayMs), order, run });
    return () => void this.#calledOff.add(order);
  }

  /** Resolves after so long in virtual time. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.later(delayMs, resolve));
  }

  /** Until nothing is due before that time, which it then is. */
  async runUntil(untilMs: number): Promise<void> {
    for (let due = this.#due[0]; due !== undefined && due.atMs <= untilMs; due = this.#due[0]) {
      this.#pop();
      if (this.#calledOff.delete(due.order)) continue;
      this.nowMs = due.atMs;
      this.eventCount += 1;
      if (this.eventCount > mostEvents) throw new Error(`after ${mostEvents} steps there is no end in sight`);
      await due.run();
      await this.settle();
      await this.afterEach();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** Until nobody runs any more: two turns of the event loop in which nobody asked for anything. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet += 1) {
      const before = this.#activity;
      await turn();
      if (pendingCrypto() > 0 || this.#activity !== before) quiet = -1;
    }
  }

  #push(due: Due): void {
    const heap = this.#due;
    let at = heap.push(due) - 1;
    for (let above = (at - 1) >> 1; at > 0 && isBefore(due, heap[above]); above = (at - 1) >> 1) {
      heap[at] = heap[above] as Due;
      at = above;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#due;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const least = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isBefore(heap[least], last)) break;
      heap[at] = heap[least] as Due;
      at = least;
    }
    heap[at] = last;
  }
}

function isBefore(left: Due | undefined, right: Due | undefined): boolean {
  if (left === undefined || right === undefined) return left !== undefined;
  return left.atMs === right.atMs ? left.order < right.order : left.atMs < right.atMs;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
