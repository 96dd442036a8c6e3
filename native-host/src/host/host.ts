/**
 * The host behind the line: takes requests one by one, runs their actions, answers each with its id.
 *
 * It knows neither frames nor PC/SC; both come in, so that a test can speak to it as a browser does.
 */
import type { NativeAction, NativeInput, NativeReply, ReaderState } from '@ecomm/messages';
import type { Action, ActionContext } from '../actions/action-context.ts';
import { cancel } from '../actions/cancel.ts';
import { CardTurns } from '../actions/card-turns.ts';
import { certify } from '../actions/certify.ts';
import { hello } from '../actions/hello.ts';
import { listReaders } from '../actions/list-readers.ts';
import { readCard } from '../actions/read-card.ts';
import { nativeErrorOf } from '../errors.ts';
import { log } from '../log.ts';
import { ReaderStates } from '../pcsc/reader-states.ts';
import { parseRequest } from './parse-request.ts';

const actions: { readonly [A in NativeAction]: Action<A> } = {
  hello,
  listReaders,
  readCard,
  certify,
  cancel,
};

/** Replies to what could not be given an id carry this one, which no request uses. */
export const unreadableId = 0;

const inUseLookMs = 1_000;

export type HostOptions = Omit<ActionContext, 'readerStates' | 'turns' | 'subscribe'>;

export class Host {
  readonly #context: ActionContext;
  #subscribed = false;
  #lastReaders = '';
  #looking = false;
  #lookAgain = false;
  #nextLook: NodeJS.Timeout | undefined;

  constructor(options: HostOptions) {
    this.#context = {
      ...options,
      readerStates: new ReaderStates(options.pcsc),
      turns: new CardTurns(),
      subscribe: (known) => this.#subscribe(known),
    };
  }

  /** Runs one action with an input that is known to be right. @throws what the action throws. */
  async run<A extends NativeAction>(action: A, input: NativeInput<A>, id: number) {
    return await (actions[action] as Action<A>)(this.#context, input, id);
  }

  /** The answer to one message, whatever it is. Never rejects. */
  async handle(message: Readonly<Record<string, unknown>>): Promise<NativeReply> {
    const id = Number.isSafeInteger(message.id) ? Number(message.id) : unreadableId;
    try {
      const request = parseRequest(message);
      return { id, ok: true, output: await this.run(request.action, request.input, id) };
    } catch (error) {
      const native = nativeErrorOf(error);
      if (native.code === 'ERR_HOST_INTERNAL') log('internal error', { name: errorName(error) });
      return { id, ok: false, error: native };
    }
  }

  #subscribe(known: readonly ReaderState[] | undefined): void {
    if (known !== undefined) this.#told(known);
    if (this.#subscribed) return;
    this.#subscribed = true;
    this.#context.pcsc.watch(() => void this.#tellReaders());
  }

  /** One look at a time; changes meanwhile make one more look, and only a difference makes an event. */
  async #tellReaders(): Promise<void> {
    this.#lookAgain = true;
    if (this.#looking) return;
    this.#looking = true;
    while (this.#lookAgain) {
      this.#lookAgain = false;
      const readers = await this.#context.readerStates.list().catch(() => []);
      if (this.#told(readers)) this.#context.emit({ event: 'readersChanged', readers });
    }
    this.#looking = false;
  }

  /** True for news. A card in use is looked at again: PC/SC sends no word when it becomes free. */
  #told(readers: readonly ReaderState[]): boolean {
    const readersText = JSON.stringify(readers);
    const news = readersText !== this.#lastReaders;
    this.#lastReaders = readersText;
    if (readers.some(({ card }) => card === 'inUse')) {
      clearTimeout(this.#nextLook);
      this.#nextLook = setTimeout(() => void this.#tellReaders(), inUseLookMs).unref();
    }
    return news;
  }
}

/** Enough to find a bug, nothing that was in a message. */
function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
