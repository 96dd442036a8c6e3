/** What every action is given: the readers, the card applications, and the line back to the one who asked. */
import type { CardApplication } from '@ecomm/card';
import type { NativeAction, NativeEvent, NativeInput, NativeOutput, ReaderState } from '@ecomm/messages';
import type { CardAccess } from '../pcsc/card-connection.ts';
import type { ReaderStates } from '../pcsc/reader-states.ts';
import type { PinPadException } from '../pin/pin-pad-settings.ts';
import type { CardTurns } from './card-turns.ts';

export interface ActionContext extends CardAccess {
  readonly readerStates: ReaderStates;
  readonly applications: readonly CardApplication[];
  readonly turns: CardTurns;
  readonly languageId: number;
  readonly pinPads: readonly PinPadException[];
  readonly emit: (event: NativeEvent) => void;
  /** From now on `readersChanged` events are wanted. `known` is what the asker has just been told. */
  readonly subscribe: (known?: readonly ReaderState[]) => void;
}

/** @param id the request's, which its events repeat. */
export type Action<A extends NativeAction> = (
  context: ActionContext,
  input: NativeInput<A>,
  id: number,
) => Promise<NativeOutput<A>>;
