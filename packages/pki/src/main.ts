#!/usr/bin/env -S node --import tsx
/** The command line's start file: clock, randomness, standard input and output. */
import { maxFileBytes } from './files.ts';
import { runCommandLine } from './run-command-line.ts';

// Who reads the output may have seen enough, as `head` has: the command goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
  clock: () => Math.floor(Date.now() / 1000),
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  readInput,
});

async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    chunks.push(chunk);
    // One chunk more than is taken shows that it is too big.
    if (byteCount > maxFileBytes) break;
  }
  return Buffer.concat(chunks);
}
