/**
 * The host as a browser starts it: frames on standard input and output, until the browser closes the pipe.
 *
 * Standard output belongs to the frames alone; whatever else writes there goes to standard error instead.
 */
import { Console } from 'node:console';
import type { Readable, Writable } from 'node:stream';
import type { NativeEvent, NativeReply } from '@ecomm/messages';
import { nativeErrorOf } from '../errors.ts';
import { decodeBody, encodeFrame, FrameReader } from '../framing/frame.ts';
import { log } from '../log.ts';
import { Host, type HostOptions, unreadableId } from './host.ts';

export interface NativeMessagingStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/** Resolves when the channel is closed, by the other side or for nonsense on it. */
export async function serveNativeMessaging(
  { input, output }: NativeMessagingStreams,
  options: Omit<HostOptions, 'emit'>,
): Promise<void> {
  globalThis.console = new Console(process.stderr, process.stderr);
  const send = (message: NativeReply | NativeEvent): void => {
    if (output.writable) output.write(encodeFrame(message));
  };
  const host = new Host({ ...options, emit: send });
  const outputClosed = new Promise<void>((resolve) => {
    output.on('error', () => resolve());
    output.on('close', () => resolve());
  });
  await Promise.race([readFrames(input, host, send), outputClosed]);
}

async function readFrames(input: Readable, host: Host, send: (reply: NativeReply) => void): Promise<void> {
  const frames = new FrameReader();
  try {
    for await (const chunk of input) {
      for (const body of frames.push(chunk)) void answer(body, host, send);
    }
    if (!frames.atFrameEnd) log('the channel ended inside a message');
  } catch (error) {
    const native = nativeErrorOf(error);
    log('the channel is unreadable', { code: native.code });
    send({ id: unreadableId, ok: false, error: native });
  }
}

async function answer(body: Uint8Array, host: Host, send: (reply: NativeReply) => void): Promise<void> {
  let message: Readonly<Record<string, unknown>>;
  try {
    message = decodeBody(body);
  } catch (error) {
    send({ id: unreadableId, ok: false, error: nativeErrorOf(error) });
    return;
  }
  send(await host.handle(message));
}
