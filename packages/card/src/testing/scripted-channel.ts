/**
 * A card that is a script: it answers the commands of `vectors/apdu/*.json` in their order and refuses any other.
 *
 * For tests only, here and in whatever drives a card through this package.
 */
import type { CardChannel } from '../apdu/card-channel.ts';
import type { PinEntry } from '../apdu/pin-entry.ts';
import { decodeResponseApdu } from '../apdu/response-apdu.ts';
import { fromHex, toHex } from '../bytes.ts';

export interface ScriptStep {
  readonly comment: string;
  /** Hex; spaces are for the reader. */
  readonly command: string;
  /** Hex, or `none`: the driver fails. */
  readonly response: string;
  /** The step goes through the keypad: `command` is the template, the digits are nowhere. */
  readonly via?: 'keypad';
}

export interface ApduScript {
  readonly name: string;
  readonly source: string;
  readonly steps: readonly ScriptStep[];
  readonly expect: Readonly<Record<string, unknown>>;
}

/** In place of a response: the driver fails, with its own error. */
const noResponse = 'none';

export class NoResponseError extends Error {
  override readonly name = 'NoResponseError';
}

export interface ScriptedCard extends CardChannel, PinEntry {
  /** Throws unless every step was played. */
  assertDone(): void;
}

export function scriptedCard(script: ApduScript): ScriptedCard {
  let played = 0;
  const play = (command: Uint8Array, via: 'keypad' | undefined): Uint8Array => {
    const step = script.steps[played];
    if (step === undefined) throw new Error(`${script.name}: the script is over, got ${toHex(command)}`);
    const expected = unspaced(step.command);
    if (step.via !== via || toHex(command) !== expected) {
      throw new Error(`${script.name}, step ${played + 1} (${step.comment}): got ${toHex(command)}`);
    }
    played++;
    if (step.response === noResponse) throw new NoResponseError();
    return fromHex(unspaced(step.response));
  };
  return {
    transmit: async (command) => play(command, undefined),
    verifyPin: async (template) => decodeResponseApdu(play(template, 'keypad')),
    assertDone() {
      if (played !== script.steps.length) throw new Error(`${script.name}: only ${played} steps were played`);
    },
  };
}

function unspaced(hex: string): string {
  return hex.replaceAll(' ', '');
}
