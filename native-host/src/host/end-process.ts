/**
 * Ends this process now, whatever PC/SC is doing.
 *
 * Node's exit waits for calls that are pending in other threads, and a keypad keeps one pending for as long as it
 * waits for a PIN; nothing in PC/SC calls it off. A host that stays behind would hold the reader of a browser that
 * is gone, so then only the signal that can't wait will do.
 */
export function endProcess(exitCode: number, pendingCalls: number): void {
  if (pendingCalls > 0) process.kill(process.pid, 'SIGKILL');
  else process.exit(exitCode);
}
