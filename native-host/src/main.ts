/**
 * Start of the host: native messaging when a browser starts it, the command line when a person does.
 *
 * Chrome's kin give the caller's origin as first argument, Firefox the manifest's path and the extension's id.
 */
import { fileURLToPath } from 'node:url';
import { nativeHostName } from '@ecomm/messages';
import { endProcess } from './host/end-process.ts';

const args = process.argv.slice(2);
// Other programs of the user find the holder of a reader by this name.
process.title = 'ecomm-host';

if (isStartedByBrowser(args)) {
  const { createHostOptions } = await import('./host/host-options.ts');
  const { serveNativeMessaging } = await import('./host/serve-native-messaging.ts');
  const options = await createHostOptions();
  await serveNativeMessaging({ input: process.stdin, output: process.stdout }, options);
  endProcess(0, options.pcsc.pendingCalls);
} else {
  const { runCommandLine } = await import('./cli/program.ts');
  process.exitCode = await runCommandLine(args, fileURLToPath(import.meta.url));
  // Watching readers would keep the process alive.
  process.exit();
}

function isStartedByBrowser([first = '', second]: readonly string[]): boolean {
  return (
    first.startsWith('chrome-extension://') ||
    (first.endsWith(`${nativeHostName}.json`) && second !== undefined)
  );
}
