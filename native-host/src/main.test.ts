/** The host as its own process, started as a browser and as a person start it. No reader is needed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { decodeBody, encodeFrame, FrameReader } from './framing/frame.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const chromeArgs = ['chrome-extension://gkmfollhemejfhjiefaajgjfnbabedig/'];
const firefoxArgs = ['/etc/native-messaging-hosts/org.ecomm.card_host.json', 'wallet@ecomm.example'];
const children: ChildProcessWithoutNullStreams[] = [];

function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  const env = { ...process.env, ECOMM_PCSC_SOCKET: '/nonexistent/pcscd.comm' };
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], { env });
  children.push(child);
  return child;
}

afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

/** Everything that a host says to `input`, once it has ended by itself. */
async function converse(args: readonly string[], ...input: Uint8Array[]) {
  const child = start(args);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  for (const piece of input) child.stdin.write(piece);
  child.stdin.end();
  const [exitCode] = await once(child, 'close');
  return { exitCode, stdout: Buffer.concat(stdout), stderr: String(Buffer.concat(stderr)) };
}

const hello = encodeFrame({ id: 1, action: 'hello', input: { protocolVersion: 1 } });

describe('as a browser starts it', () => {
  test.each([
    ['Chrome', chromeArgs],
    ['Firefox', firefoxArgs],
  ])('the host answers %s and ends when the pipe is closed', async (_browser, args) => {
    const child = start(args);
    const answered = once(child.stdout, 'data');
    child.stdin.write(hello);
    const [chunk] = await answered;
    expect(new FrameReader().push(chunk).map(decodeBody)).toMatchObject([{ id: 1, ok: true }]);
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('nonsense in a frame is answered, and the next frame too', async () => {
    const nonsense = Buffer.concat([new Uint8Array(Uint32Array.of(1).buffer), Buffer.from('{')]);
    const child = start(chromeArgs);
    const frames = new FrameReader();
    const replies: unknown[] = [];
    child.stdout.on('data', (chunk: Buffer) => replies.push(...frames.push(chunk).map(decodeBody)));
    child.stdin.write(Buffer.concat([nonsense, hello]));
    await expect.poll(() => replies.length, { timeout: 10_000 }).toBe(2);
    expect(replies).toContainEqual(expect.objectContaining({ id: 0, ok: false }));
    expect(replies).toContainEqual(expect.objectContaining({ id: 1, ok: true }));
  });

  test('a length that is none ends the host, with the typed error as its last word', async () => {
    const { stdout, exitCode } = await converse(
      chromeArgs,
      new Uint8Array(Uint32Array.of(0xffff_ffff).buffer),
    );
    expect(new FrameReader().push(stdout).map(decodeBody)).toMatchObject([
      { id: 0, ok: false, error: { code: 'ERR_HOST_MESSAGE_INVALID', facts: { reason: 'length' } } },
    ]);
    expect(exitCode).toBe(0);
  });

  test('a message cut off by the end is dropped', async () => {
    const { stdout, stderr, exitCode } = await converse(chromeArgs, hello.subarray(0, 9));
    expect([stdout.length, exitCode]).toEqual([0, 0]);
    expect(stderr).toContain('inside a message');
  });

  test('without PC/SC says so and lives on', async () => {
    const child = start(chromeArgs);
    const frames = new FrameReader();
    const replies: unknown[] = [];
    child.stdout.on('data', (chunk: Buffer) => replies.push(...frames.push(chunk).map(decodeBody)));
    child.stdin.write(encodeFrame({ id: 1, action: 'listReaders', input: {} }));
    await expect
      .poll(() => replies, { timeout: 10_000 })
      .toEqual([{ id: 1, ok: false, error: { code: 'ERR_PCSC_UNAVAILABLE', facts: {} } }]);
    child.stdin.write(hello);
    await expect.poll(() => replies.length, { timeout: 10_000 }).toBe(2);
  });
});

describe('as a person starts it', () => {
  test('hello says who answers', async () => {
    const { stdout, exitCode } = await converse(['hello']);
    expect([String(stdout), exitCode]).toEqual([expect.stringContaining('protocol 1'), 0]);
  });

  test('an error has a line for what happened and one for what to do', async () => {
    const { stdout, stderr, exitCode } = await converse(['readers']);
    expect([stdout.length, exitCode]).toEqual([0, 1]);
    expect(stderr).toMatch(/^error: .+\nhint: .+\n$/);
  });

  test('with --json the error is an object on standard output', async () => {
    const { stdout, stderr } = await converse(['readers', '--json']);
    expect(JSON.parse(String(stdout))).toMatchObject({ error: { code: 'ERR_PCSC_UNAVAILABLE' } });
    expect(stderr).toBe('');
  });

  test('money that is none is refused before a reader is looked for', async () => {
    const { stderr, exitCode } = await converse([
      'certify',
      '--amount',
      '1,25',
      '--currency',
      'EUR',
      '--merchant',
      'M',
    ]);
    expect(stderr).toContain('error: 1,25 is no amount in EUR');
    expect(exitCode).toBe(1);
  });

  test('a command that makes no sense exits with 2', async () => {
    expect((await converse(['pay'])).exitCode).toBe(2);
  });
});
