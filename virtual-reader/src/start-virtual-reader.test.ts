import { expect, test } from 'vitest';
import { startVirtualReader } from './start-virtual-reader.ts';
import { makeDemoDirectories } from './testing/demo-card.ts';

test.each([
  ['a PIN time-out of no seconds', { pinTimeoutSeconds: 0 }],
  ['a PIN time-out that the driver would not wait for', { pinTimeoutSeconds: 81 }],
  ['a port that does not exist', { panelPort: 70_000 }],
  ['a port below zero', { panelPort: -1 }],
])('%s is refused by its code before anything starts', async (_what, options) => {
  const directories = await makeDemoDirectories([]);
  await expect(startVirtualReader({ ...directories, ...options })).rejects.toMatchObject({
    code: 'ERR_READER_OPTION_INVALID',
  });
});
