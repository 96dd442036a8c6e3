/** The host as a process of its own, spoken to as a browser does; for tests. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NativeAction, NativeEvent, NativeInput, NativeReply } from '@ecomm/messages';
import { decodeBody, encodeFrame, FrameReader } from '../framing/frame.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const origin = 'chrome-extension://gkmfollhemejfhjiefaajgjfnbabedig/';

export interface HostProcess {
  /** What it said so far, on both outputs. */
  readonly output: () => string;
  readonly events: readonly NativeEvent[];
  ask<A extends NativeAction>(action: A, input: NativeInput<A>): Promise<NativeReply<A>>;
  /** The next event that is as `predicate` wants it, after the one that was waited for before. */
  event(predicate: (event: NativeEvent) => boolean): Promise<NativeEvent>;
  /** What was said so far is none of the events that are waited for next. */
  forgetEvents(): void;
  /** Closes the pipe, as a browser that ends. Resolves with code and signal when the process is gone. */
  closePipe(): Promise<readonly [number | null, NodeJS.Signals | null]>;
}

export function startHostProcess(environment: Readonly<Record<string, string>>): HostProcess {
  const child = startProcess([origin], environment);
  const frames = new FrameReader();
  const events: NativeEvent[] = [];
  const said: Buffer[] = [];
  const replies = new Map<number, (reply: NativeReply) => void>();
  let listeners: (() => void)[] = [];
  let lastId = 0;
  let waitedFor = 0;
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  child.stdout.on('data', (chunk: Buffer) => {
    said.push(chunk);
    for (const message of frames.push(chunk).map(decodeBody)) {
      if ('event' in message) events.push(message as unknown as NativeEvent);
      else replies.get(Number(message.id))?.(message as unknown as NativeReply);
    }
    for (const listener of listeners) listener();
  });
  return {
    output: () => String(Buffer.concat(said)),
    events,
    async ask(action, input) {
      const id = ++lastId;
      const reply = new Promise<NativeReply>((resolve) => replies.set(id, resolve));
      child.stdin.write(encodeFrame({ id, action, input }));
      return (await reply) as never;
    },
    async event(predicate) {
      for (;;) {
        const index = events.findIndex((event, at) => at >= waitedFor && predicate(event));
        const found = events[index];
        if (found !== undefined) {
          waitedFor = index + 1;
          return found;
        }
        await new Promise<void>((resolve) => listeners.push(resolve));
        listeners = [];
      }
    },
    forgetEvents() {
      waitedFor = events.length;
    },
    async closePipe() {
      const exited = once(child, 'exit');
      child.stdin.end();
      const [code, signal] = await exited;
      return [code, signal];
    },
  };
}

/** The command line, until it ends. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const child = startProcess(args, environment);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [exitCode] = await once(child, 'close');
  return { exitCode, stdout: String(Buffer.concat(stdout)), stderr: String(Buffer.concat(stderr)) };
}

function startProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { ...process.env, ...environment },
  });
  const killWithUs = () => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.removeListener('exit', killWithUs));
  return child;
}
