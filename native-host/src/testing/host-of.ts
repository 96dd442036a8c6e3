/** A host over scripted PC/SC, and requests for it, for tests. */
import { readFileSync } from 'node:fs';
import { b0PrimeApplication } from '@ecomm/card';
import type { ApduScript } from '@ecomm/card/testing';
import type { NativeAction, NativeEvent, NativeInput, NativeReply } from '@ecomm/messages';
import { expect } from 'vitest';
import { Host } from '../host/host.ts';
import { ScriptedPcsc } from './scripted-pcsc.ts';

const folder = new URL('../../../vectors/apdu/', import.meta.url);

export function apduScript(name: string): ApduScript {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

/** The script of one certification as the host plays it: it looks at the card's limits before it asks for a PIN. */
export function certifyScript(name: string): ApduScript {
  const script = apduScript(name);
  const limits = apduScript('b0-prime-1-read-limits').steps.slice(2);
  return { ...script, steps: [...script.steps.slice(0, 2), ...limits, ...script.steps.slice(2)] };
}

/** A reader whose card has no script beyond what is read without a PIN. */
export function cardUntilPin(): ScriptedPcsc {
  const script = certifyScript('b0-prime-1-certify');
  return new ScriptedPcsc({ ...script, steps: script.steps.slice(0, 3) });
}

export interface TestHost {
  readonly events: readonly NativeEvent[];
  ask<A extends NativeAction>(action: A, input: NativeInput<A>): Promise<NativeReply<A>>;
  tell(message: Record<string, unknown>): Promise<NativeReply>;
  /** Resolves at the next event of this kind, of `pinEntry` at the one with this state. */
  event(name: NativeEvent['event'], state?: string): Promise<NativeEvent>;
}

export function hostOver(pcsc: ScriptedPcsc, likelyHolder?: string): TestHost {
  const events: NativeEvent[] = [];
  const waiting: ((event: NativeEvent) => void)[] = [];
  const host = new Host({
    pcsc,
    sleep: async () => {},
    findLikelyHolder: async () => likelyHolder,
    applications: [b0PrimeApplication],
    languageId: 0x040c,
    pinPads: [],
    emit(event) {
      events.push(event);
      for (const listener of waiting) listener(event);
    },
  });
  let lastId = 0;
  return {
    events,
    ask: async (action, input) => (await host.handle({ id: ++lastId, action, input })) as never,
    tell: (message) => host.handle(message),
    event: (name, state) =>
      new Promise((resolve) => {
        waiting.push((event) => {
          const right =
            event.event === name && (state === undefined || ('state' in event && event.state === state));
          if (right) resolve(event);
        });
      }),
  };
}

/** The purchase of the published vector, as a wallet asks for it. */
export const purchase: NativeInput<'certify'> = {
  readerName: 'Pinpad 00 00',
  pan: '4970100000000006',
  lastTryAccepted: false,
  transaction: {
    kind: 'purchase',
    amount: { currency: 'FRF', value: 12_480 },
    dateSeconds: 891_425_700,
    merchantId: 'MARCHAND-0001',
    xid: 'ICEiIyQlJicoKSorLC0uLzAxMjM',
    hod: 'A6llJH3Yrl7O6jBmWaINGsGLvWjfoMnSMfo-mw-YFCY',
  },
};

/** A refusal with this code, and at least these facts. */
export function refused(code: string, facts: object = {}): object {
  return { ok: false, error: { code, facts: expect.objectContaining(facts) } };
}
