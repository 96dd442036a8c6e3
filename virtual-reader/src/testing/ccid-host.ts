/** A host on the other side of a CCID device, in hexadecimal, for tests. */
import { fromHex, toHex } from '@ecomm/card';
import { CcidDevice } from '../ccid/ccid-device.ts';
import type { ReaderKey } from '../ccid/pin-entry.ts';
import { type ManualTimer, manualTimer } from './manual-timer.ts';

const t0Parameters = '1100000a00';

/** A card that answers 9000 to whatever comes, and keeps what came. */
export function echoCard(answer = '9000') {
  const received: string[] = [];
  const card = {
    powerOn: () => fromHex('3b00'),
    powerOff: () => {},
    exchange: async (tpdu: Uint8Array) => {
      received.push(toHex(tpdu));
      return fromHex(answer);
    },
  };
  return { card, received };
}

/** A command with slot 0, sequence 5, its three own bytes and its data. */
export function command(type: string, data = '', own = '000000'): string {
  const length = (data.length / 2).toString(16).padStart(2, '0');
  return `${type}${length}0000000005${own}${data}`;
}

export interface CcidHost {
  readonly device: CcidDevice;
  readonly timer: ManualTimer;
  readonly slotChanges: readonly boolean[];
  /** The answer, or `none` to what is no message. */
  send(hex: string): Promise<string>;
  /** Inserts and powers a card that speaks T=0. @returns what the card will have received. */
  powerUp(answer?: string): Promise<readonly string[]>;
  /** PC_to_RDR_Secure, then these keys. */
  verify(keys: readonly string[], data: string): Promise<string>;
}

export function ccidHost(): CcidHost {
  const timer = manualTimer();
  const slotChanges: boolean[] = [];
  const device = new CcidDevice({
    startTimer: timer.startTimer,
    pinTimeoutSeconds: 60,
    language: 'en',
    idleText: 'eComm',
    onSlotChange: (present) => slotChanges.push(present),
  });
  async function send(hex: string): Promise<string> {
    const answer = await device.receive(fromHex(hex));
    return answer === undefined ? 'none' : toHex(answer);
  }
  return {
    device,
    timer,
    slotChanges,
    send,
    async powerUp(answer) {
      const { card, received } = echoCard(answer);
      device.insertCard(card);
      await send(command('62'));
      await send(command('61', t0Parameters));
      return received;
    },
    verify(keys, data) {
      const answer = send(command('69', data));
      for (const key of keys) device.pressKey(key as ReaderKey);
      return answer;
    },
  };
}
