import { fromHex, toHex } from '@ecomm/card';
import { expect, test } from 'vitest';
import { manualTimer } from '../testing/manual-timer.ts';
import { encodeFrame } from './frame.ts';
import { SerialLink } from './serial-link.ts';

const command = fromHex('65000000000005000000');
const answer = fromHex('81000000000005020000');

function link() {
  const written: string[] = [];
  const timer = manualTimer();
  const serial = new SerialLink({
    device: { receive: async (message) => (message[0] === 0x65 ? answer : undefined) },
    startTimer: timer.startTimer,
    write: (bytes) => void written.push(toHex(bytes)),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { serial, written, timer, settle };
}

test('a command gets its echo, then the card movements since the last answer, then its answer', async () => {
  const { serial, written, settle } = link();
  serial.slotChanged(false);
  serial.slotChanged(true);
  serial.receive(encodeFrame(command));
  await settle();
  expect(written).toEqual([toHex(encodeFrame(command)), '5002', '5003', toHex(encodeFrame(answer))]);
});

test('a NAK from the host gets the last answer again', async () => {
  const { serial, written, settle } = link();
  serial.receive(encodeFrame(command));
  await settle();
  serial.receive(fromHex('031516'));
  expect(written.at(-1)).toBe(toHex(encodeFrame(answer)));
  expect(written).toHaveLength(3);
});

test('a frame with a wrong LRC gets NAK and no echo', () => {
  const { serial, written } = link();
  const frame = encodeFrame(command);
  frame[frame.length - 1] = 0;
  serial.receive(frame);
  expect(written).toEqual(['031516']);
});

test('half a frame gets NAK after a second, and the line works again', async () => {
  const { serial, written, timer, settle } = link();
  serial.receive(encodeFrame(command).subarray(0, 6));
  timer.advance(1_000);
  expect(written).toEqual(['031516']);
  serial.receive(encodeFrame(command));
  await settle();
  expect(written.at(-1)).toBe(toHex(encodeFrame(answer)));
});
