import { expect, test } from 'vitest';
import { root } from '../setup.mjs';
import { runCommand } from './run-command.mjs';

const options = { root, limitMs: 20_000, show: false };

test('a command’s exit code and all its output come back', async () => {
  const script = 'console.log(1); console.error(2); process.exitCode = 3';
  const { exitCode, output, timedOut } = await runCommand(['node', '-e', script], options);
  expect({ exitCode, timedOut }).toEqual({ exitCode: 3, timedOut: false });
  expect(output.split('\n').sort()).toEqual(['', '1', '2']);
});

test('a program that does not exist has failed, and says so', async () => {
  const { exitCode, output } = await runCommand(['no-such-program-here'], options);
  expect(exitCode).toBe(1);
  expect(output).toContain('ENOENT');
});

test('a command that hangs is stopped together with the processes it started', async () => {
  const script =
    "require('node:child_process').spawn('sleep', ['600'], { stdio: 'inherit' }); setInterval(() => {}, 1e6)";
  const outcome = await runCommand(['node', '-e', script], { ...options, limitMs: 500 });
  expect(outcome).toMatchObject({ exitCode: 1, timedOut: true });
});

test('a command has no standard input to wait for', async () => {
  const { exitCode } = await runCommand(['node', '-e', 'process.stdin.resume()'], options);
  expect(exitCode).toBe(0);
});
