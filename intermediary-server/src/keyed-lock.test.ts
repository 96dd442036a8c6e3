import { expect, test } from 'vitest';
import { KeyedLock } from './keyed-lock.ts';

test('work under one key runs one at a time, in order, also after a failure', async () => {
  const lock = new KeyedLock();
  const events: string[] = [];
  const work = (name: string, fails = false) =>
    lock.run('key', async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  await Promise.allSettled([work('a', true), work('b'), work('c')]);
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('work under another key does not wait', async () => {
  const lock = new KeyedLock();
  let release = () => {};
  const held = lock.run('one', () => new Promise<void>((resolve) => (release = resolve)));
  await expect(lock.run('other', async () => 'done')).resolves.toBe('done');
  release();
  await held;
});
